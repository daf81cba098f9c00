package dev.rbdgate.iscsi.session;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at a connection's liveness every tick, on whichever event loop it is. */
final class ConnectionClock {

    /** What to do about what the clock tells. */
    interface Watched {

        boolean isLoggedIn();

        /** Nothing is going on: gives back what is kept for more. */
        void idle();

        /** Asks the initiator for a sign of life. */
        void ping();

        /**
         * Gives the connection up.
         *
         * @param why for the log, with a place for the address
         */
        void giveUp(String why);
    }

    private final Channel channel;
    private final Duration tick;
    private final Liveness liveness;
    private final Watched watched;
    private @Nullable ScheduledFuture<?> ticker;

    ConnectionClock(Channel channel, Timeouts timeouts, Watched watched) {
        this.channel = channel;
        this.tick = timeouts.tick();
        this.liveness = new Liveness(channel, timeouts, channel.eventLoop().ticker()::nanoTime);
        this.watched = watched;
    }

    void start() {
        ticker =
                channel.eventLoop()
                        .scheduleAtFixedRate(
                                this::look, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (ticker != null) {
            ticker.cancel(false);
        }
    }

    /** Something came in. */
    void heard() {
        liveness.heard();
    }

    private void look() {
        switch (liveness.judge(watched.isLoggedIn())) {
            case WELL -> {
                // Nothing to do.
            }
            case IDLE -> watched.idle();
            case SILENT -> watched.ping();
            case LATE -> watched.giveUp("{} did not log in in time; closing");
            case DEAD -> watched.giveUp("{} does not answer; closing");
            case STALLED -> watched.giveUp("{} does not take what is sent to it; closing");
        }
    }
}
