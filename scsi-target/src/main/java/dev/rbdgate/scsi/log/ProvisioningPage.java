package dev.rbdgate.scsi.log;

import dev.rbdgate.scsi.provisioning.SpaceLevel;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Logical block provisioning (SBC-4 6.4.5): what is available and what is used, in threshold sets;
 * nothing where there are no thresholds, since there is no unit to count in then.
 */
final class ProvisioningPage implements LogPage {

    /** SCOPE: not for this unit alone. */
    private static final int SHARED = 0b10;

    @Override
    public int page() {
        return 0x0c;
    }

    @Override
    public List<LogParameter> parameters(LogSource source) {
        SpaceLevel space = source.space();
        return space.hasThreshold()
                ? List.of(
                        resource(SpaceLevel.AVAILABLE, space.availableBytes()),
                        resource(SpaceLevel.USED, space.usedBytes()))
                : List.of();
    }

    private static LogParameter resource(int code, long bytes) {
        return LogParameter.list(
                code,
                ByteBuffer.allocate(2 * Integer.BYTES)
                        .putInt(SpaceLevel.sets(bytes))
                        .put((byte) SHARED)
                        .array());
    }

    @Override
    public void reset(UnitCounters counters) {
        // Nothing counts.
    }
}
