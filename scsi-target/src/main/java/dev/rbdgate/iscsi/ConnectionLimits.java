package dev.rbdgate.iscsi;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many connections there are, and how many of them have not logged in: a flood of the
 * latter must not keep out initiators that would. Thread-safe.
 */
final class ConnectionLimits {

    /** Enough for some hundred hosts with several paths to several targets each. */
    static final int MAX_CONNECTIONS = 8192;

    static final int MAX_LOGGING_IN = 512;

    private final int maxConnections;
    private final int maxLoggingIn;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger loggingIn = new AtomicInteger();

    ConnectionLimits(int maxConnections, int maxLoggingIn) {
        this.maxConnections = maxConnections;
        this.maxLoggingIn = maxLoggingIn;
    }

    /** Counts a new connection as logging in; false if there are too many. */
    boolean enter() {
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            return false;
        }
        if (loggingIn.incrementAndGet() > maxLoggingIn) {
            loggingIn.decrementAndGet();
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A connection has logged in, or was closed before it did. */
    void loginEnded() {
        loggingIn.decrementAndGet();
    }

    void leave() {
        connections.decrementAndGet();
    }
}
