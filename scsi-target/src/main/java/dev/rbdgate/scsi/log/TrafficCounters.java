package dev.rbdgate.scsi.log;

import java.util.concurrent.atomic.LongAdder;

/** Commands of one kind since the last reset. Any thread. */
final class TrafficCounters {

    final LongAdder commands = new LongAdder();
    final LongAdder blocks = new LongAdder();
    final LongAdder microseconds = new LongAdder();

    /** Of the error counter page. */
    final LongAdder bytes = new LongAdder();

    final LongAdder uncorrectedErrors = new LongAdder();

    void resetStatistics() {
        commands.reset();
        blocks.reset();
        microseconds.reset();
    }

    void resetErrors() {
        bytes.reset();
        uncorrectedErrors.reset();
    }
}
