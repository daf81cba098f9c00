package dev.rbdgate.scsi.log;

import java.util.List;

/** A page whose parameters are always the same. */
record FixedListPage(int page, List<LogParameter> list) implements LogPage {

    /**
     * Solid state media (SBC-4 6.4.8): none of the endurance is used up, however much is written.
     */
    static final FixedListPage SOLID_STATE_MEDIA =
            new FixedListPage(
                    0x11,
                    List.of(LogParameter.list(0x0001, (byte) 0, (byte) 0, (byte) 0, (byte) 0)));

    /**
     * Informational exceptions (SPC-5 7.3.11): none is pending, and there is no temperature to tell
     * (FFh).
     */
    static final FixedListPage INFORMATIONAL_EXCEPTIONS =
            new FixedListPage(
                    0x2f,
                    List.of(LogParameter.list(0x0000, (byte) 0, (byte) 0, (byte) 0xff, (byte) 0)));

    @Override
    public List<LogParameter> parameters(LogSource source) {
        return list;
    }

    @Override
    public void reset(UnitCounters counters) {
        // Nothing counts.
    }
}
