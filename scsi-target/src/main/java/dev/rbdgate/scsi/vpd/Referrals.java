package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/**
 * Referrals (SBC-4 6.6.9). Every block is reached through every target port alike, so referrals are
 * not supported (R_SUP is 0 in page 86h): no size and no multiplier of user data segments.
 */
final class Referrals implements VpdPage {

    private static final int CONTENT_BYTES = 0x0c;

    @Override
    public int code() {
        return 0xb3;
    }

    @Override
    public byte[] content(UnitContext unit) {
        return new byte[CONTENT_BYTES];
    }
}
