package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import java.util.HexFormat;

/**
 * The CDB usage data of a command (SPC-5 6.33.3): ones where the device server looks. What has
 * zeros there is reserved, obsolete or not supported, and a CDB with a one in such a place is
 * refused.
 */
public final class CdbUsage {

    /** A CDB without an extended header segment has sixteen bytes on iSCSI. */
    private static final int CHECKED_BYTES = 16;

    private static final int SERVICE_ACTION_MASK = 0x1f;

    private final byte[] data;
    private final long forbiddenHigh;
    private final long forbiddenLow;

    private CdbUsage(byte[] data, boolean serviceAction) {
        this.data = data;
        byte[] forbidden = new byte[CHECKED_BYTES];
        for (int index = 1; index < data.length; index++) {
            forbidden[index] = (byte) ~data[index];
        }
        if (serviceAction) {
            forbidden[1] &= (byte) ~SERVICE_ACTION_MASK;
        }
        Cdb mask = new Cdb(forbidden);
        this.forbiddenHigh = mask.u64(0);
        this.forbiddenLow = mask.u64(8);
    }

    /**
     * @param hex the usage data, operation code first, spaces between
     */
    static CdbUsage of(String hex) {
        return new CdbUsage(parse(hex), false);
    }

    /** For a CDB whose byte 1 holds a service action, which the usage data has in its place. */
    static CdbUsage withServiceAction(String hex) {
        return new CdbUsage(parse(hex), true);
    }

    private static byte[] parse(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    int operationCode() {
        return data[0] & 0xff;
    }

    int serviceAction() {
        return data[1] & SERVICE_ACTION_MASK;
    }

    /** Length of the CDB by the standard. */
    int length() {
        return data.length;
    }

    byte[] bytes() {
        return data.clone();
    }

    /** Refuses a CDB with a bit set that this command has no use for. */
    void check(Cdb cdb) {
        long high = cdb.u64(0) & forbiddenHigh;
        long low = cdb.u64(8) & forbiddenLow;
        if ((high | low) != 0) {
            int leading =
                    high != 0
                            ? Long.numberOfLeadingZeros(high)
                            : Long.SIZE + Long.numberOfLeadingZeros(low);
            int byteOffset = leading / Byte.SIZE;
            throw Refusal.invalidFieldInCdb(
                    byteOffset,
                    Byte.SIZE - 1 - leading % Byte.SIZE,
                    "reserved or unsupported bit in " + cdb);
        }
    }
}
