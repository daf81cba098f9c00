package dev.rbdgate.scsi.unit;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.scsi.record.UnitRecordStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of a unit's device. A device that is put in is the unit's as soon as the unit's record
 * has been read.
 *
 * <pre>
 *   empty ──attach──> reading the record ──read──> ready
 *     ^                 │     ^  │                   │
 *     └─────detach──────┘     └──┘ failed: again     │
 *     └──────────────────detach──────────────────────┘
 * </pre>
 *
 * <p>{@link #device} is read by any thread and written under this object's lock, which also guards
 * the other fields.
 */
final class DeviceSlot {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceSlot.class);
    private static final long UNKNOWN = -1;

    /** Who is told of what happens to the device. */
    interface Owner {

        /** A device is about to be read; under the lock. */
        void attached(BlockDevice device);

        /** Reads the unit's record; fails if it cannot be read or believed. */
        CompletableFuture<Void> takeUp(UnitRecordStore records);

        /** The device is the unit's from now on. */
        void ready(BlockDevice device);

        /** The device is no longer the unit's. */
        void detached();

        /** The device has another capacity than the nexuses know; under the lock. */
        void capacityChanged();
    }

    private final String name;
    private final Owner owner;

    /** Runs a task when {@link LogicalUnit#LOAD_RETRY_SECONDS} are over. */
    private final Executor afterLoadRetry;

    private @Nullable Attachment attachment;

    /** The attached device once the unit's record is known, which says who may use it. */
    private volatile @Nullable BlockDevice device;

    /** Completes when the attached device is the unit's, or is detached. */
    private CompletableFuture<Void> ready = new CompletableFuture<>();

    /** As the nexuses know it, in bytes. */
    private long knownCapacity = UNKNOWN;

    /**
     * @param name of the unit, for the log
     */
    DeviceSlot(String name, Owner owner, Executor afterLoadRetry) {
        this.name = name;
        this.owner = owner;
        this.afterLoadRetry = afterLoadRetry;
    }

    @Nullable BlockDevice device() {
        return device;
    }

    synchronized CompletableFuture<Void> ready() {
        return ready.copy();
    }

    void attach(BlockDevice attached, LogicalUnitState state) {
        Attachment mine;
        synchronized (this) {
            if (attachment != null) {
                throw new IllegalStateException(name + " has a device");
            }
            mine =
                    new Attachment(
                            attached,
                            new UnitRecordStore(state),
                            attached.onChange(this::deviceChanged));
            attachment = mine;
            ready = new CompletableFuture<>();
            owner.attached(attached);
            deviceChanged();
        }
        load(mine);
    }

    private void load(Attachment mine) {
        if (!isOn(mine)) {
            return;
        }
        var _ =
                owner.takeUp(mine.records())
                        .whenComplete((_, failure) -> {
                            if (failure == null) {
                                loaded(mine);
                            } else {
                                LOG.error(
                                        "{} is not ready: its record cannot be read",
                                        name,
                                        failure);
                                afterLoadRetry.execute(() -> load(mine));
                            }
                        });
    }

    private void loaded(Attachment mine) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            if (!isOn(mine)) {
                return;
            }
            device = mine.device();
            waiting = ready;
        }
        owner.ready(mine.device());
        waiting.complete(null);
    }

    private synchronized boolean isOn(Attachment mine) {
        return mine.equals(attachment);
    }

    void detach() {
        Attachment current;
        CompletableFuture<Void> waiting;
        synchronized (this) {
            current = attachment;
            attachment = null;
            device = null;
            waiting = ready;
        }
        if (current != null) {
            owner.detached();
            waiting.complete(null);
            current.unsubscribe().run();
        }
    }

    private synchronized void deviceChanged() {
        Attachment current = attachment;
        if (current == null) {
            return;
        }
        long capacity = current.device().sizeBytes();
        if (knownCapacity != UNKNOWN && knownCapacity != capacity) {
            owner.capacityChanged();
        }
        knownCapacity = capacity;
    }
}
