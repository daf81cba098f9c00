package dev.rbdgate.scsi;

import java.util.OptionalLong;

/**
 * Sense data (SPC-5 4.4).
 *
 * @param deferred whether it tells of an earlier command (response code 71h/73h)
 * @param key sense key, 0 to Fh
 * @param asc additional sense code and qualifier, {@code ASC << 8 | ASCQ}
 * @param information the INFORMATION field, if valid
 * @param commandSpecific the COMMAND-SPECIFIC INFORMATION field, if any
 * @param fieldPointer the sense key specific bytes, a field pointer or a progress, {@code -1} if
 *     none: 24 bits, SKSV included
 * @param descriptorFormat whether {@link #encode} gives descriptor format (72h/73h), as the D_SENSE
 *     bit of the control mode page asks, or fixed format
 */
public record Sense(
        boolean deferred,
        int key,
        int asc,
        OptionalLong information,
        OptionalLong commandSpecific,
        int fieldPointer,
        boolean descriptorFormat) {

    private static final int SKSV = 0x80;
    private static final int COMMAND_DATA = 0x40;
    private static final int SEGMENT_DESCRIPTOR = 0x20;
    private static final int BIT_POINTER_VALID = 0x08;

    public static Sense of(int key, int asc) {
        return new Sense(false, key, asc, OptionalLong.empty(), OptionalLong.empty(), -1, false);
    }

    /** The same, about an earlier command whose status was GOOD (SPC-5 4.4.7). */
    public Sense asDeferred() {
        return new Sense(
                true, key, asc, information, commandSpecific, fieldPointer, descriptorFormat);
    }

    public Sense withInformation(long value) {
        return new Sense(
                deferred,
                key,
                asc,
                OptionalLong.of(value),
                commandSpecific,
                fieldPointer,
                descriptorFormat);
    }

    /**
     * @param value what the command puts there: the number of the segment of a copy that failed
     */
    public Sense withCommandSpecific(long value) {
        return new Sense(
                deferred,
                key,
                asc,
                information,
                OptionalLong.of(value),
                fieldPointer,
                descriptorFormat);
    }

    public Sense withDescriptorFormat(boolean descriptor) {
        return descriptor == descriptorFormat
                ? this
                : new Sense(
                        deferred, key, asc, information, commandSpecific, fieldPointer, descriptor);
    }

    /**
     * Points at the field that an ILLEGAL REQUEST is about (SPC-5 4.4.2.4.2).
     *
     * @param inCdb false for a field of the parameter list
     * @param byteOffset of the field
     * @param bit its most significant bit, or -1 for the whole byte
     */
    public Sense withFieldPointer(boolean inCdb, int byteOffset, int bit) {
        int flags =
                SKSV | (inCdb ? COMMAND_DATA : 0) | (bit < 0 ? 0 : BIT_POINTER_VALID | (bit & 7));
        return withKeySpecific(flags << 16 | (byteOffset & 0xffff));
    }

    /**
     * Points at the field of a segment descriptor that a COPY ABORTED is about (SPC-5 4.4.2.4.5).
     *
     * @param byteOffset of the field, from the start of the segment descriptor
     */
    public Sense withSegmentPointer(int byteOffset) {
        return withKeySpecific((SKSV | SEGMENT_DESCRIPTOR) << 16 | (byteOffset & 0xffff));
    }

    private Sense withKeySpecific(int bits) {
        return new Sense(deferred, key, asc, information, commandSpecific, bits, descriptorFormat);
    }

    /**
     * Tells how far an operation has come (SPC-5 4.4.2.4.5).
     *
     * @param of65536 0 to 65535
     */
    public Sense withProgress(int of65536) {
        return withKeySpecific(SKSV << 16 | of65536);
    }

    /** The bytes for the wire, without a transport's length prefix. */
    public byte[] encode() {
        return descriptorFormat ? SenseFormat.descriptor(this) : SenseFormat.fixed(this);
    }
}
