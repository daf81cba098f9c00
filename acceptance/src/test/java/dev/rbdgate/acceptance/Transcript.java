package dev.rbdgate.acceptance;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a program has printed so far; written by one thread, read by others. */
final class Transcript {

    private final StringBuilder text = new StringBuilder();

    synchronized void line(String line) {
        text.append(line).append('\n');
        notifyAll();
    }

    /** Waits until this was printed; false if the limit is over before. */
    synchronized boolean await(String wanted, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (text.indexOf(wanted) < 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    synchronized void clear() {
        text.setLength(0);
    }

    @Override
    public synchronized String toString() {
        return text.toString();
    }
}
