package dev.rbdgate.scsi.log;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * General statistics and performance (SPC-5 7.3.9): commands, blocks and time. The weighted figures
 * are the plain ones: all commands weigh the same.
 */
final class GeneralStatisticsPage implements LogPage {

    private static final int STATISTICS = 0x0001;
    private static final int TIME_INTERVAL = 0x0003;
    private static final int STATISTICS_BYTES = 8 * Long.BYTES;

    /** A time interval is 1 × 10^-6 seconds. */
    private static final int INTERVAL_EXPONENT = 6;

    @Override
    public int page() {
        return 0x19;
    }

    @Override
    public List<LogParameter> parameters(LogSource source) {
        TrafficCounters reads = source.counters().of(Traffic.READ);
        TrafficCounters writes = source.counters().of(Traffic.WRITE);
        long commands = reads.commands.sum() + writes.commands.sum();
        long time = reads.microseconds.sum() + writes.microseconds.sum();
        byte[] statistics =
                ByteBuffer.allocate(STATISTICS_BYTES)
                        .putLong(reads.commands.sum())
                        .putLong(writes.commands.sum())
                        .putLong(writes.blocks.sum())
                        .putLong(reads.blocks.sum())
                        .putLong(reads.microseconds.sum())
                        .putLong(writes.microseconds.sum())
                        .putLong(commands)
                        .putLong(time)
                        .array();
        byte[] interval =
                ByteBuffer.allocate(2 * Integer.BYTES).putInt(INTERVAL_EXPONENT).putInt(1).array();
        return List.of(
                new LogParameter(STATISTICS, true, statistics),
                LogParameter.list(TIME_INTERVAL, interval));
    }

    @Override
    public void reset(UnitCounters counters) {
        counters.of(Traffic.READ).resetStatistics();
        counters.of(Traffic.WRITE).resetStatistics();
    }
}
