package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/**
 * Management network addresses (SPC-5 7.7.9): none are told. The address of the REST interface is
 * the operator's business, not that of every host with a LUN.
 */
final class ManagementAddresses implements VpdPage {

    @Override
    public int code() {
        return 0x85;
    }

    @Override
    public byte[] content(UnitContext unit) {
        return new byte[0];
    }
}
