package dev.rbdgate.gateway.traffic;

import dev.rbdgate.scsi.meter.CommandMeter;
import dev.rbdgate.scsi.meter.Reading;
import java.util.ArrayList;
import java.util.List;

/** The meters of one key: those that still count, and what others had counted when they ended. */
final class Tally {

    /** Whether its times are told in buckets of its own. */
    private final boolean detailed;

    private final List<CommandMeter> live = new ArrayList<>();
    private Reading ended = Reading.ZERO;

    Tally(boolean detailed) {
        this.detailed = detailed;
    }

    boolean isDetailed() {
        return detailed;
    }

    void add(CommandMeter meter) {
        live.add(meter);
    }

    /**
     * @param last what the meter has counted in all
     */
    void end(CommandMeter meter, Reading last) {
        live.remove(meter);
        ended = ended.plus(last);
    }

    boolean isLive() {
        return !live.isEmpty();
    }

    Reading ended() {
        return ended;
    }

    /** What is to be read, as of now; reading takes longer than the lock should be held. */
    Pending pending() {
        return new Pending(detailed, ended, List.copyOf(live));
    }

    /** A tally at one moment. */
    record Pending(boolean detailed, Reading ended, List<CommandMeter> live) {

        Reading read() {
            Reading sum = ended;
            for (CommandMeter meter : live) {
                sum = sum.plus(meter.read());
            }
            return sum;
        }
    }
}
