package dev.rbdgate.acceptance;

/** What a program has printed so far; written by one thread, read by others. */
final class Transcript {

    private final StringBuilder text = new StringBuilder();

    synchronized void line(String line) {
        text.append(line).append('\n');
    }

    synchronized void clear() {
        text.setLength(0);
    }

    @Override
    public synchronized String toString() {
        return text.toString();
    }
}
