package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * READ DEFECT DATA(10) and (12) (SBC-4 5.16, 5.17). An image has no defects: the lists are empty,
 * in whatever format they are asked for.
 *
 * @param twelve whether the header has eight bytes
 * @param flags REQ_PLIST, REQ_GLIST and DEFECT LIST FORMAT, which the answer repeats
 */
record ReadDefectData(boolean twelve, int flags, long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "READ DEFECT DATA(10)",
                            "37 00 1f 00 00 00 00 ff ff 00",
                            Access.READS,
                            ReadDefectData.class,
                            cdb -> decode(cdb, 2, false, cdb.u16(7))),
                    CommandEntry.of(
                            "READ DEFECT DATA(12)",
                            "b7 1f ff ff ff ff ff ff ff ff 00 00",
                            Access.READS,
                            ReadDefectData.class,
                            cdb -> decode(cdb, 1, true, cdb.u32(6))));

    /** The last DEFECT LIST FORMAT that is defined, but for the vendor's own. */
    private static final int PHYSICAL_SECTOR = 0b101;

    private static Command decode(Cdb cdb, int flagsByte, boolean twelve, long allocationLength) {
        int flags = cdb.u8(flagsByte);
        if ((flags & 0x7) > PHYSICAL_SECTOR) {
            throw Refusal.invalidFieldInCdb(flagsByte, 2, "defect list format " + (flags & 0x7));
        }
        return new ReadDefectData(twelve, flags, allocationLength);
    }

    @Override
    public void execute(Execution run) {
        byte[] header =
                ByteBuffer.allocate(twelve ? 2 * Integer.BYTES : Integer.BYTES)
                        .put((byte) 0)
                        .put((byte) flags)
                        .array();
        run.good(header, allocationLength);
    }
}
