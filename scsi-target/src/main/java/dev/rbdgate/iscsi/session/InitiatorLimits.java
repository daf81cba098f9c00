package dev.rbdgate.iscsi.session;

import dev.rbdgate.block.RateLimits;
import dev.rbdgate.block.Throttle;
import dev.rbdgate.scsi.Nexus;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The throttles of initiators: one for each name at a target, shared by all its sessions there, as
 * long as it has any. Thread-safe.
 */
public final class InitiatorLimits {

    private final LongSupplier nanoTime;
    private final Throttle.Timer timer;
    private final Map<Key, Use> uses = new HashMap<>();

    private record Key(String target, String initiator) {
        static Key of(Nexus nexus) {
            return new Key(nexus.targetName(), nexus.initiatorName());
        }
    }

    private static final class Use {
        private final Throttle throttle;
        private int sessions;

        Use(Throttle throttle) {
            this.throttle = throttle;
        }
    }

    /**
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public InitiatorLimits(LongSupplier nanoTime, Throttle.Timer timer) {
        this.nanoTime = nanoTime;
        this.timer = timer;
    }

    /** A session begins. */
    synchronized Throttle enter(Nexus nexus, RateLimits limits) {
        Use use = uses.computeIfAbsent(Key.of(nexus), _ -> new Use(new Throttle(nanoTime, timer)));
        use.sessions++;
        change(use.throttle, limits);
        return use.throttle;
    }

    /** The limits of a grant have changed, or may have. */
    synchronized void change(Throttle throttle, RateLimits limits) {
        if (!throttle.limits().equals(limits)) {
            throttle.change(limits);
        }
    }

    /** A session has ended. */
    synchronized void leave(Nexus nexus) {
        Key key = Key.of(nexus);
        Use use = Objects.requireNonNull(uses.get(key));
        use.sessions--;
        if (use.sessions == 0) {
            uses.remove(key);
        }
    }
}
