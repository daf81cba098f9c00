package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.scsi.provisioning.SpaceLevel;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks at what is left of the store, and says when it has become less than it should. Used by one
 * thread at a time.
 */
public final class SpaceWatch {

    /**
     * How much more than the threshold has to be available before it can be crossed again: 1/10.
     */
    private static final long REARM_PART = 10;

    private final Supplier<ObjectStore.Capacity> capacity;
    private final int thresholdPercent;
    private final Consumer<SpaceLevel> told;
    private boolean low;

    /**
     * @param thresholdPercent of the store that is to stay available; 0: nobody is told
     * @param told what is left, at every look
     */
    SpaceWatch(
            Supplier<ObjectStore.Capacity> capacity,
            int thresholdPercent,
            Consumer<SpaceLevel> told) {
        this.capacity = capacity;
        this.thresholdPercent = thresholdPercent;
        this.told = told;
    }

    /** Looks; may wait for the store. A store that does not know its capacity changes nothing. */
    public void look() {
        ObjectStore.Capacity now = capacity.get();
        long whole = now.usedBytes() + now.availableBytes();
        if (thresholdPercent == 0 || whole == 0) {
            return;
        }
        long threshold = whole / 100 * thresholdPercent;
        long available = now.availableBytes();
        low = available <= threshold || (low && available < threshold + threshold / REARM_PART);
        told.accept(new SpaceLevel(available, now.usedBytes(), threshold, low));
    }
}
