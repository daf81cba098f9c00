package dev.rbdgate.iscsi.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a session has done since login. Its event loop alone counts, so without atomic additions;
 * any thread reads.
 */
public final class SessionCounters {

    private static final int COMMANDS = 0;
    private static final int READ_BYTES = 1;
    private static final int WRITTEN_BYTES = 2;
    private static final int ERRORS = 3;
    private static final int ENDED = 4;

    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[ENDED + 1];

    void commandStarted() {
        add(COMMANDS, 1);
    }

    void commandEnded() {
        add(ENDED, 1);
    }

    void read(long bytes) {
        add(READ_BYTES, bytes);
    }

    void written(long bytes) {
        add(WRITTEN_BYTES, bytes);
    }

    void error() {
        add(ERRORS, 1);
    }

    public long commands() {
        return get(COMMANDS);
    }

    /** Payload bytes sent. */
    public long readBytes() {
        return get(READ_BYTES);
    }

    /** Payload bytes of successful writes. */
    public long writtenBytes() {
        return get(WRITTEN_BYTES);
    }

    /** Commands that ended in another status than GOOD. */
    public long errors() {
        return get(ERRORS);
    }

    public int running() {
        long finished = get(ENDED);
        return (int) Math.max(0, get(COMMANDS) - finished);
    }

    private void add(int index, long amount) {
        COUNT.setOpaque(counts, index, counts[index] + amount);
    }

    private long get(int index) {
        return (long) COUNT.getOpaque(counts, index);
    }
}
