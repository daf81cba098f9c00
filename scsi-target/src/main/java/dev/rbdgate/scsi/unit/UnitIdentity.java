package dev.rbdgate.scsi.unit;

/**
 * Who a logical unit is, wherever it is mapped (SPC-5 7.7.6). Derived from the image alone.
 *
 * @param naa NAA 3h locally assigned designator, 64 bits with the high nibble 3
 * @param serial unit serial number, printable ASCII, at most 64 characters
 * @param name the image's name string, for the T10 vendor id and SCSI name string designators
 */
public record UnitIdentity(long naa, String serial, String name) {
    public UnitIdentity {
        if (naa >>> 60 != 3) {
            throw new IllegalArgumentException("not NAA 3h: %016x".formatted(naa));
        }
    }
}
