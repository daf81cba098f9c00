package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.mode.ModePage;
import dev.rbdgate.scsi.mode.ModePages;
import dev.rbdgate.scsi.mode.ModeState;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * MODE SENSE(6) and (10) (SPC-5 6.14, 6.15).
 *
 * @param ten whether the parameter header has eight bytes
 * @param noDescriptors DBD: no block descriptors
 * @param longLba LLBAA: a long LBA block descriptor may be returned
 * @param control PC: 0 current, 1 changeable, 2 default, 3 saved values
 */
record ModeSense(
        boolean ten,
        boolean noDescriptors,
        boolean longLba,
        int control,
        int page,
        int subpage,
        int allocationLength)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "MODE SENSE(6)",
                            "1a 08 ff ff ff 00",
                            Access.UNIT,
                            ModeSense.class,
                            cdb -> decode(cdb, false, cdb.u8(4))),
                    CommandEntry.of(
                            "MODE SENSE(10)",
                            "5a 18 ff ff 00 00 00 ff ff 00",
                            Access.UNIT,
                            ModeSense.class,
                            cdb -> decode(cdb, true, cdb.u16(7))));

    private static final int PAGE_BYTE = 2;
    private static final int CHANGEABLE = 1;
    private static final int DEFAULT = 2;
    private static final int SAVED = 3;

    /** Device-specific parameter (SBC-4 6.5.1): write protected; DPO and FUA are supported. */
    private static final int WP = 0x80;

    private static final int DPOFUA = 0x10;

    private static Command decode(Cdb cdb, boolean ten, int allocationLength) {
        return new ModeSense(
                ten,
                cdb.bit(1, 3),
                ten && cdb.bit(1, 4),
                cdb.u8(PAGE_BYTE) >> 6,
                cdb.u8(PAGE_BYTE) & 0x3f,
                cdb.u8(3),
                allocationLength);
    }

    @Override
    public void execute(Execution run) {
        UnitContext unit = run.unit();
        byte[] pages = pages(unit);
        byte[] descriptor =
                noDescriptors ? new byte[0] : ModeParameters.blockDescriptor(unit, longLba);
        int specific = DPOFUA | (writeProtected(unit) ? WP : 0);
        run.good(
                ModeParameters.assemble(ten, longLba, specific, descriptor, pages),
                allocationLength);
    }

    private static boolean writeProtected(UnitContext unit) {
        return unit.readOnly() || unit.modeState().softwareWriteProtect();
    }

    private byte[] pages(UnitContext unit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ModePage candidate : ModePages.of(unit.space())) {
            if (asked(candidate)) {
                out.writeBytes(values(candidate, unit));
            }
        }
        if (out.size() == 0) {
            throw Refusal.invalidFieldInCdb(
                    PAGE_BYTE, 5, "no mode page %02xh/%02xh".formatted(page, subpage));
        }
        return out.toByteArray();
    }

    private boolean asked(ModePage candidate) {
        boolean pageFits = page == ModePage.ALL_PAGES || page == candidate.page();
        boolean subpageFits = subpage == ModePage.ALL_SUBPAGES || subpage == candidate.subpage();
        return pageFits && subpageFits;
    }

    private byte[] values(ModePage candidate, UnitContext unit) {
        boolean cache = unit.writeCacheOffered();
        byte[] values =
                switch (control) {
                    case CHANGEABLE -> candidate.changeable(cache);
                    case DEFAULT -> candidate.render(ModeState.DEFAULT, cache);
                    case SAVED -> candidate.render(unit.parts().modes().saved(), cache);
                    default -> candidate.render(unit.modeState(), cache);
                };
        if (candidate.canBeSaved(cache)) {
            values[0] |= (byte) ModePage.PS;
        }
        return values;
    }
}
