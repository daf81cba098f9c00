package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitAttention;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.log.LogPages;
import dev.rbdgate.scsi.log.PageControl;
import java.util.List;

/**
 * LOG SELECT (SPC-5 6.8): resets counters, with PCR or by asking for their default values. No
 * parameter can be set to a value.
 *
 * @param reset PCR
 */
record LogSelect(boolean reset, PageControl control, int page, int subpage, int parameterListLength)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "LOG SELECT",
                            "4c 02 ff ff 00 00 00 ff ff 00",
                            Access.UNIT,
                            LogSelect.class,
                            LogSelect::decode));

    private static final int PCR_BIT = 1;
    private static final int PAGE_HEADER_BYTES = 4;

    private static Command decode(Cdb cdb) {
        boolean reset = cdb.bit(1, PCR_BIT);
        int length = cdb.u16(7);
        if (reset && length != 0) {
            throw Refusal.invalidFieldInCdb(1, PCR_BIT, "PCR with a parameter list");
        }
        return new LogSelect(
                reset,
                PageControl.of(cdb.u8(LogSense.PAGE_BYTE) >> 6),
                cdb.u8(LogSense.PAGE_BYTE) & LogSense.PAGE_MASK,
                cdb.u8(3),
                length);
    }

    @Override
    public void execute(Execution run) {
        if (!LogPages.isSupported(page, subpage)
                || (parameterListLength != 0 && (page != 0 || subpage != 0))) {
            throw LogSense.noSuchPage(page, subpage);
        }
        if (parameterListLength != 0) {
            ParameterList.receive(run, parameterListLength, list -> check(run, list));
            return;
        }
        if (reset || control == PageControl.DEFAULT_CUMULATIVE) {
            UnitContext unit = run.unit();
            LogPages.reset(page, unit.parts().counters());
            unit.tellOthers(UnitAttention.LOG_PARAMETERS_CHANGED);
        }
        run.good(0);
    }

    /** Pages without parameters change nothing; a parameter cannot be changed. */
    private void check(Execution run, ParameterList list) {
        int offset = 0;
        while (offset < list.length()) {
            if (list.length() - offset < PAGE_HEADER_BYTES) {
                throw Refusal.parameterListLength("a truncated log page header");
            }
            int code = list.u8(offset) & LogSense.PAGE_MASK;
            if (!LogPages.isSupported(code, list.u8(offset + 1))) {
                throw Refusal.invalidFieldInParameterList(
                        offset, LogSense.PAGE_BIT, "no log page %02xh".formatted(code));
            }
            if (list.u16(offset + 2) != 0) {
                throw Refusal.invalidFieldInParameterList(
                        offset + 2, -1, "log parameters that cannot be changed");
            }
            offset += PAGE_HEADER_BYTES;
        }
        run.good(parameterListLength);
    }
}
