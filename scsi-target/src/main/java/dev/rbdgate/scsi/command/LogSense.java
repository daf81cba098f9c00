package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.log.LogPages;
import dev.rbdgate.scsi.log.LogSource;
import dev.rbdgate.scsi.log.PageControl;
import java.util.List;

/** LOG SENSE (SPC-5 6.9). Nothing is saved, so SP is refused. */
record LogSense(PageControl control, int page, int subpage, int pointer, int allocationLength)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "LOG SENSE",
                            "4d 00 ff ff 00 ff ff ff ff 00",
                            Access.UNIT,
                            LogSense.class,
                            LogSense::decode));

    static final int PAGE_BYTE = 2;
    static final int PAGE_BIT = 5;
    static final int PAGE_MASK = 0x3f;
    private static final int POINTER_BYTE = 5;

    private static Command decode(Cdb cdb) {
        return new LogSense(
                PageControl.of(cdb.u8(PAGE_BYTE) >> 6),
                cdb.u8(PAGE_BYTE) & PAGE_MASK,
                cdb.u8(3),
                cdb.u16(POINTER_BYTE),
                cdb.u16(7));
    }

    static Refusal noSuchPage(int page, int subpage) {
        return Refusal.invalidFieldInCdb(
                PAGE_BYTE, PAGE_BIT, "no log page %02xh/%02xh".formatted(page, subpage));
    }

    @Override
    public void execute(Execution run) {
        if (!LogPages.isSupported(page, subpage)) {
            throw noSuchPage(page, subpage);
        }
        UnitContext unit = run.unit();
        LogSource source =
                new LogSource(
                        unit.parts().counters(), unit.requester().targetPorts(), unit.space());
        byte[] data = LogPages.render(page, subpage, control, pointer, source);
        if (data == null) {
            throw Refusal.invalidFieldInCdb(
                    POINTER_BYTE, -1, "no log parameter from %04xh on".formatted(pointer));
        }
        run.good(data, allocationLength);
    }
}
