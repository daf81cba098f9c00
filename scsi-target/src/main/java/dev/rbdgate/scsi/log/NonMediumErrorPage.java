package dev.rbdgate.scsi.log;

import java.util.List;

/** Non-medium errors (SPC-5 7.3.12): commands that ended with HARDWARE ERROR. */
final class NonMediumErrorPage implements LogPage {

    private static final int COUNT = 0x0000;

    @Override
    public int page() {
        return 0x06;
    }

    @Override
    public List<LogParameter> parameters(LogSource source) {
        return List.of(LogParameter.counter(COUNT, source.counters().nonMediumErrors()));
    }

    @Override
    public void reset(UnitCounters counters) {
        counters.resetNonMediumErrors();
    }
}
