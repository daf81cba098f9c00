package dev.rbdgate.gateway.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The newest events, in one place for all who listen: a subscriber is no more than a place in it.
 * One that falls behind by more than is kept has lost events and is told so; nothing queues up for
 * it. Thread-safe.
 */
public final class EventFeed {

    /** Events that are kept for subscribers that are behind or come back. */
    static final int KEPT = 1024;

    /** Subscribers at a time. */
    public static final int MAX_SUBSCRIBERS = 64;

    private static final String SEPARATOR = "-";

    /** Whoever has seen this has seen another run of the service, or nothing. */
    private static final long UNKNOWN = -1;

    private final Clock clock;
    private final String run;

    /** Event {@code number} is at {@code number % KEPT}, until a newer one takes its place. */
    private final @Nullable Published[] kept = new Published[KEPT];

    private long newest;
    private int subscribers;
    private boolean closed;

    public EventFeed(Clock clock) {
        this.clock = clock;
        run = Long.toHexString(clock.millis());
    }

    /** An event that was published; {@code number} counts from 1. */
    public record Published(long number, Instant when, GatewayEvent event) {}

    /** What there is for a subscriber. */
    public sealed interface Next {
        /** The next event. */
        record Event(String id, Published published) implements Next {}

        /** Nothing happened for as long as it wanted to wait. */
        record Quiet() implements Next {}

        /**
         * Events were missed: what is known from before is to be loaded anew.
         *
         * @param id of the newest event; the next one follows on it
         */
        record Missed(String id) implements Next {}

        /** There are no more events: the service stops. */
        record Ended() implements Next {}
    }

    /** Publishes an event; does not block. */
    public synchronized void publish(GatewayEvent event) {
        newest++;
        kept[(int) (newest % KEPT)] = new Published(newest, clock.instant(), event);
        notifyAll();
    }

    /**
     * Begins to listen.
     *
     * @param lastId of the last event that the subscriber has; empty: from now on
     * @return empty if there are too many subscribers
     */
    public synchronized Optional<Subscription> subscribe(Optional<String> lastId) {
        if (subscribers >= MAX_SUBSCRIBERS) {
            return Optional.empty();
        }
        subscribers++;
        long seen = lastId.map(this::number).orElse(newest);
        return Optional.of(new Subscription(seen));
    }

    /** Ends every subscription, at once. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** The number of an event of this run of the service, which 0 begins; else {@link #UNKNOWN}. */
    private long number(String id) {
        String prefix = run + SEPARATOR;
        try {
            long number =
                    id.startsWith(prefix) ? Long.parseLong(id.substring(prefix.length())) : UNKNOWN;
            return number > newest ? UNKNOWN : Math.max(number, UNKNOWN);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    private String id(long number) {
        return run + SEPARATOR + number;
    }

    /** A place in the feed. Used by one thread at a time. */
    public final class Subscription implements AutoCloseable {

        private long seen;
        private boolean left;

        private Subscription(long seen) {
            this.seen = seen;
        }

        /**
         * Waits for the next event.
         *
         * @param wait how long at most
         */
        public Next next(Duration wait) throws InterruptedException {
            long end = System.nanoTime() + wait.toNanos();
            synchronized (EventFeed.this) {
                while (!closed && seen == newest) {
                    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                    if (left <= 0) {
                        return new Next.Quiet();
                    }
                    EventFeed.this.wait(left);
                }
                return closed ? new Next.Ended() : advance();
            }
        }

        private Next advance() {
            if (seen == UNKNOWN || newest - seen > KEPT) {
                seen = newest;
                return new Next.Missed(id(newest));
            }
            seen++;
            Published next = kept[(int) (seen % KEPT)];
            if (next == null || next.number() != seen) {
                throw new IllegalStateException("event " + seen + " is not kept");
            }
            return new Next.Event(id(seen), next);
        }

        @Override
        public void close() {
            synchronized (EventFeed.this) {
                if (!left) {
                    left = true;
                    subscribers--;
                }
            }
        }
    }
}
