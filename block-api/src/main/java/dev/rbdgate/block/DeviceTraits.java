package dev.rbdgate.block;

/**
 * What a device offers and which sizes suit it.
 *
 * @param readOnly every changing call fails WRITE_PROTECTED
 * @param volatileWriteCache whether completed writes need a flush to survive power loss (WCE)
 * @param thinProvisioned whether unmapped ranges give back their storage
 * @param optimalTransferBytes preferred length and alignment of large transfers
 * @param unmapGranularityBytes smallest range whose unmap frees storage
 * @param compareAndWriteBytes longest compare and write, which must not cross a multiple of it; 0
 *     if not offered
 * @param atomicWriteBytes longest atomic write, which must not cross a multiple of it; a power of
 *     two, or 0 if not offered
 */
public record DeviceTraits(
        boolean readOnly,
        boolean volatileWriteCache,
        boolean thinProvisioned,
        int optimalTransferBytes,
        int unmapGranularityBytes,
        int compareAndWriteBytes,
        int atomicWriteBytes) {

    /** A device without atomic writes. */
    public DeviceTraits(
            boolean readOnly,
            boolean volatileWriteCache,
            boolean thinProvisioned,
            int optimalTransferBytes,
            int unmapGranularityBytes,
            int compareAndWriteBytes) {
        this(
                readOnly,
                volatileWriteCache,
                thinProvisioned,
                optimalTransferBytes,
                unmapGranularityBytes,
                compareAndWriteBytes,
                0);
    }
}
