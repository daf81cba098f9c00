package dev.rbdgate.scsi.log;

import java.util.List;

/**
 * Write, read and verify error counters (SPC-5 7.3.5, SBC-4 6.4.1): bytes processed, and errors,
 * which no redundancy of ours corrects.
 */
record ErrorCounterPage(int page, Traffic kind) implements LogPage {

    private static final int TOTAL_CORRECTED = 0x0003;
    private static final int BYTES_PROCESSED = 0x0005;
    private static final int TOTAL_UNCORRECTED = 0x0006;

    @Override
    public List<LogParameter> parameters(LogSource source) {
        TrafficCounters counters = source.counters().of(kind);
        return List.of(
                LogParameter.counter(TOTAL_CORRECTED, 0),
                LogParameter.counter(BYTES_PROCESSED, counters.bytes.sum()),
                LogParameter.counter(TOTAL_UNCORRECTED, counters.uncorrectedErrors.sum()));
    }

    @Override
    public void reset(UnitCounters counters) {
        counters.of(kind).resetErrors();
    }
}
