package dev.rbdgate.scsi.meter;

import dev.rbdgate.scsi.Cdb;
import java.util.Optional;

/**
 * The blocks that a CDB names, for logs: unlike the commands themselves it refuses nothing.
 *
 * @param lba first block, unsigned
 * @param blocks their number, unsigned
 */
public record CdbBlocks(long lba, long blocks) {

    private static final int COMPARE_AND_WRITE = 0x89;
    private static final int WRITE_ATOMIC_16 = 0x9c;
    private static final long LBA_BITS_OF_CDB_6 = 0x1f_ffff;

    /** A transfer length of 0 in a CDB of 6 bytes (SBC-4 5.15). */
    private static final int BLOCKS_FOR_0 = 256;

    /** Empty for a command that names none, or that names them in its parameter list. */
    public static Optional<CdbBlocks> of(Cdb cdb) {
        return switch (CommandKind.of(cdb)) {
            case READ, WRITE, FLUSH, WRITE_SAME, COMPARE_AND_WRITE, VERIFY ->
                    Optional.of(decode(cdb));
            case UNMAP, RESERVE, COPY, OTHER -> Optional.empty();
        };
    }

    /** By the group code, which gives the length of the CDB (SPC-5 4.2.5.1). */
    private static CdbBlocks decode(Cdb cdb) {
        int code = cdb.operationCode();
        return switch (code >> 5) {
            case 0 ->
                    new CdbBlocks(
                            cdb.u24(1) & LBA_BITS_OF_CDB_6,
                            cdb.u8(4) == 0 ? BLOCKS_FOR_0 : cdb.u8(4));
            case 1, 2 -> new CdbBlocks(cdb.u32(2), cdb.u16(7));
            case 5 -> new CdbBlocks(cdb.u32(2), cdb.u32(6));
            default -> new CdbBlocks(cdb.u64(2), blocks16(cdb, code));
        };
    }

    private static long blocks16(Cdb cdb, int code) {
        return switch (code) {
            case COMPARE_AND_WRITE -> cdb.u8(13);
            case WRITE_ATOMIC_16 -> cdb.u16(12);
            default -> cdb.u32(10);
        };
    }
}
