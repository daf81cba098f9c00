package dev.rbdgate.gateway.control;

import dev.rbdgate.scsi.copy.CopyObserver;
import dev.rbdgate.scsi.copy.CopyState;
import java.util.concurrent.atomic.LongAdder;

/** What third-party copies (EXTENDED COPY, tokens) have done since the start. */
public final class CopyCounters implements CopyObserver {

    private final LongAdder running = new LongAdder();
    private final LongAdder copied = new LongAdder();
    private final LongAdder zeroed = new LongAdder();

    @Override
    public void started() {
        running.increment();
    }

    @Override
    public void copied(long byteCount, boolean zeros) {
        (zeros ? zeroed : copied).add(byteCount);
    }

    @Override
    public void ended(CopyState how) {
        running.decrement();
    }

    /** Copies that run now. */
    public long running() {
        return running.sum();
    }

    /** Bytes that were read and written. */
    public long copiedBytes() {
        return copied.sum();
    }

    /** Bytes of unallocated source, which were given back at the destination. */
    public long zeroedBytes() {
        return zeroed.sum();
    }
}
