package dev.rbdgate.iscsi.session;

import io.netty.channel.Channel;
import java.util.function.LongSupplier;

/** Watches for initiators that are gone, that never log in, or that do not read. */
final class Liveness {

    /** What a look at the clock tells. */
    enum Verdict {
        WELL,
        /** Nothing was heard since the last look. */
        IDLE,
        /** Silent for so long that it is to be pinged, once. */
        SILENT,
        LATE,
        DEAD,
        STALLED
    }

    private final Channel channel;
    private final Timeouts timeouts;
    private final LongSupplier nanoTime;
    private final long started;
    private long lastHeard;
    private long lastLook;
    private boolean pinged;
    private long unwritableSince;
    private long unsentBytes;

    /**
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    Liveness(Channel channel, Timeouts timeouts, LongSupplier nanoTime) {
        this.channel = channel;
        this.timeouts = timeouts;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
        this.lastHeard = started;
        this.lastLook = started;
    }

    /** Something came in. */
    void heard() {
        lastHeard = nanoTime.getAsLong();
        pinged = false;
    }

    Verdict judge(boolean loggedIn) {
        long now = nanoTime.getAsLong();
        long previousLook = lastLook;
        lastLook = now;
        if (!loggedIn) {
            return now - started >= timeouts.login().toNanos() ? Verdict.LATE : Verdict.WELL;
        }
        if (!channel.isWritable()) {
            return isStalled(now) ? Verdict.STALLED : Verdict.WELL;
        }
        unsentBytes = 0;
        long silence = now - lastHeard;
        long limit = timeouts.silence().toNanos();
        if (silence >= limit + timeouts.pingAnswer().toNanos()) {
            return Verdict.DEAD;
        }
        if (silence >= limit && !pinged) {
            pinged = true;
            return Verdict.SILENT;
        }
        return lastHeard - previousLook < 0 ? Verdict.IDLE : Verdict.WELL;
    }

    /** Whether nothing was taken for too long. We do not read meanwhile, so silence is ours. */
    private boolean isStalled(long now) {
        long unsent = channel.bytesBeforeWritable();
        if (unsent != unsentBytes) {
            unsentBytes = unsent;
            unwritableSince = now;
        }
        lastHeard = now;
        return now - unwritableSince >= timeouts.stalled().toNanos();
    }
}
