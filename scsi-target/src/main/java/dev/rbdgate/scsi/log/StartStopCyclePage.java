package dev.rbdgate.scsi.log;

import java.nio.ByteBuffer;
import java.util.List;

/** Start-stop cycle counter (SPC-5 7.3.19): accumulated cycles; there is no limit to them. */
final class StartStopCyclePage implements LogPage {

    private static final int START_STOP_CYCLES = 0x0004;
    private static final int LOAD_UNLOAD_CYCLES = 0x0006;

    @Override
    public int page() {
        return 0x0e;
    }

    @Override
    public List<LogParameter> parameters(LogSource source) {
        return List.of(
                LogParameter.list(
                        START_STOP_CYCLES, fourBytes(source.counters().startStopCycles())),
                LogParameter.list(
                        LOAD_UNLOAD_CYCLES, fourBytes(source.counters().loadUnloadCycles())));
    }

    private static byte[] fourBytes(long value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array();
    }

    @Override
    public void reset(UnitCounters counters) {
        // Cycles are counted for the life of the unit.
    }
}
