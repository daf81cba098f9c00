package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;

/**
 * An identification descriptor CSCD descriptor (SPC-5 6.6.5.2), the only type that is taken. The LU
 * ID TYPE field and the relative initiator port mean nothing for it.
 *
 * @param offset in the parameter list
 * @param blockBytes what the initiator thinks the unit's block length is; 0 if it does not say
 */
record CscdDescriptor(int offset, int deviceType, Designation designation, int blockBytes) {

    static final int BYTES = 32;

    /** Where the block length is. */
    static final int BLOCK_LENGTH_OFFSET = 29;

    static final int IDENTIFICATION = 0xe4;
    private static final int DEVICE_TYPE_OFFSET = 1;
    private static final int DESIGNATOR_LENGTH_OFFSET = 7;
    private static final int DESIGNATOR_OFFSET = 8;
    private static final int MAX_DESIGNATOR_BYTES = 20;

    /**
     * @throws Refusal 05/26/07 for another type, 05/26/00 for what cannot be
     */
    static CscdDescriptor parse(ByteBuffer list, int offset) {
        int type = list.get(offset) & 0xff;
        if (type != IDENTIFICATION) {
            throw CopyRefusals.illegal(
                    AdditionalSense.UNSUPPORTED_CSCD_DESCRIPTOR_TYPE,
                    offset,
                    "CSCD descriptor of type %02xh".formatted(type));
        }
        int length = list.get(offset + DESIGNATOR_LENGTH_OFFSET) & 0xff;
        if (length == 0 || length > MAX_DESIGNATOR_BYTES) {
            throw Refusal.invalidFieldInParameterList(
                    offset + DESIGNATOR_LENGTH_OFFSET, -1, "designator of " + length + " bytes");
        }
        byte[] designator = new byte[length];
        list.get(offset + DESIGNATOR_OFFSET, designator);
        return new CscdDescriptor(
                offset,
                list.get(offset + DEVICE_TYPE_OFFSET) & 0x1f,
                new Designation(
                        list.get(offset + 4) & 0xf,
                        list.get(offset + 5) >> 4 & 0x3,
                        list.get(offset + 5) & 0xf,
                        designator),
                list.getInt(offset + BLOCK_LENGTH_OFFSET - 1) & 0xff_ffff);
    }
}
