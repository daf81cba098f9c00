package dev.rbdgate.iscsi.session;

import java.util.concurrent.atomic.LongAdder;

/** What a session has done since login. The event loop counts, any thread reads. */
public final class SessionCounters {

    private final LongAdder commands = new LongAdder();
    private final LongAdder readBytes = new LongAdder();
    private final LongAdder writtenBytes = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder ended = new LongAdder();

    void commandStarted() {
        commands.increment();
    }

    void commandEnded() {
        ended.increment();
    }

    void read(long bytes) {
        readBytes.add(bytes);
    }

    void written(long bytes) {
        writtenBytes.add(bytes);
    }

    void error() {
        errors.increment();
    }

    public long commands() {
        return commands.sum();
    }

    /** Payload bytes sent. */
    public long readBytes() {
        return readBytes.sum();
    }

    /** Payload bytes of successful writes. */
    public long writtenBytes() {
        return writtenBytes.sum();
    }

    /** Commands that ended in another status than GOOD. */
    public long errors() {
        return errors.sum();
    }

    public int running() {
        long finished = ended.sum();
        return (int) Math.max(0, commands.sum() - finished);
    }
}
