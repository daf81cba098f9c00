package dev.rbdgate.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * The functions that have ended all commands to one unit, most of them those of other initiators as
 * well, without a word to them.
 */
final class Resets {

    private final World world;
    private final List<Workload> workloads = new ArrayList<>();
    private int underWay;
    private long lastEnd = -1;

    Resets(World world) {
        this.world = world;
    }

    void add(Workload workload) {
        workloads.add(workload);
    }

    /** Whether a command that was sent then may be gone. */
    boolean mayHaveEnded(long sent) {
        return underWay > 0 || lastEnd >= sent;
    }

    /** One is sent, and can happen at any time until it is over. */
    Reset begin(Ending ending) {
        underWay++;
        return new Reset(ending);
    }

    final class Reset {
        private final Ending ending;
        private final long since = world.now();
        private boolean open = true;

        private Reset(Ending ending) {
            this.ending = ending;
        }

        /**
         * It has happened, or will not happen any more.
         *
         * @param happened whether that is known
         */
        void over(boolean happened) {
            if (open) {
                open = false;
                underWay--;
                lastEnd = world.now();
                boolean told = happened && ending.isReset();
                workloads.forEach(workload -> workload.wasReset(since, told));
            }
        }
    }
}
