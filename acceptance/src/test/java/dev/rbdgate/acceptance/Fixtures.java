package dev.rbdgate.acceptance;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a test has started, ended in reverse order, also when the rest could not be started. */
final class Fixtures implements AutoCloseable {

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T fixture) {
        started.push(fixture);
        return fixture;
    }

    @Override
    public void close() {
        AssertionError failure = null;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception | AssertionError e) {
                failure =
                        failure == null
                                ? new AssertionError("a fixture could not be ended")
                                : failure;
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
