package dev.rbdgate.scsi.mode;

import dev.rbdgate.scsi.provisioning.SpaceLevel;
import java.nio.ByteBuffer;

/**
 * Logical block provisioning (SBC-4 6.5.9): one threshold descriptor if there is a threshold. SITUA
 * is 0, every nexus is told.
 */
final class LogicalBlockProvisioningPage implements ModePage {

    /** Where the first threshold descriptor begins. */
    static final int DESCRIPTORS = 16;

    private static final int HEADER_BYTES = 4;
    private static final int DESCRIPTOR_BYTES = 8;
    private static final int ENABLED = 0x80;

    /** THRESHOLD ARMING: crossed when the count falls to it. THRESHOLD TYPE 0: a soft threshold. */
    private static final int ARMING_DECREASING = 0x02;

    private final SpaceLevel space;

    LogicalBlockProvisioningPage(SpaceLevel space) {
        this.space = space;
    }

    @Override
    public int page() {
        return 0x1c;
    }

    @Override
    public int subpage() {
        return 0x02;
    }

    @Override
    public byte[] render(ModeState state, boolean writeCacheOffered) {
        int bytes = DESCRIPTORS + (space.hasThreshold() ? DESCRIPTOR_BYTES : 0);
        ByteBuffer out = ByteBuffer.allocate(bytes);
        out.put((byte) (SPF | page())).put((byte) subpage());
        out.putShort((short) (bytes - HEADER_BYTES));
        if (space.hasThreshold()) {
            out.position(DESCRIPTORS)
                    .put((byte) (ENABLED | ARMING_DECREASING))
                    .put((byte) SpaceLevel.AVAILABLE)
                    .putShort((short) 0)
                    .putInt(SpaceLevel.sets(space.thresholdBytes()));
        }
        return out.array();
    }

    @Override
    public ModeState parse(byte[] page, ModeState state) {
        return state;
    }
}
