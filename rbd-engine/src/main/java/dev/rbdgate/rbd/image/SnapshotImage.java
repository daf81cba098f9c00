package dev.rbdgate.rbd.image;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A snapshot as a device: what would change it is refused as write protected. */
final class SnapshotImage implements OpenImage {

    private final ImageIo io;
    private final Facilities facilities;
    private final long snapId;
    private final DeviceTraits traits;
    private final LogicalUnitState unitState;
    private final OpenImages.Registration<ImageRef> registration;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean ended;
    private volatile boolean closed;

    /**
     * @param registration among the snapshots that are open here
     */
    SnapshotImage(
            ImageIo io,
            Facilities facilities,
            long snapId,
            DeviceTraits traits,
            OpenImages.Registration<ImageRef> registration) {
        this.io = io;
        this.facilities = facilities;
        this.snapId = snapId;
        this.traits = traits;
        this.registration = registration;
        this.unitState =
                new StoredUnitState(
                        io.contexts().metadata(),
                        new ImageObjects(io.header().id()).unitState(snapId));
    }

    @Override
    public String id() {
        return io.header().id();
    }

    @Override
    public ImageName name() {
        return io.name();
    }

    /** The image has this name. */
    void named(ImageName name) {
        if (io.rename(name)) {
            listeners.forEach(Runnable::run);
        }
    }

    @Override
    public OptionalLong snapshotId() {
        return OptionalLong.of(snapId);
    }

    @Override
    public LogicalUnitState logicalUnitState() {
        return unitState;
    }

    @Override
    public CompletableFuture<ImageInfo> info() {
        return facilities.infos().read(io.name(), io.contexts(), io.header());
    }

    @Override
    public long sizeBytes() {
        return io.sizeBytes();
    }

    @Override
    public DeviceTraits traits() {
        return traits;
    }

    /** It is kept for as long as the snapshot is, whatever is done through the image. */
    @Override
    public boolean sharesData() {
        return true;
    }

    @Override
    public void read(long byteOffset, List<ByteBuffer> destination, Completion completion) {
        Completion watched =
                outcome -> {
                    if (outcome instanceof Outcome.Failed(BlockError error, _)
                            && error == BlockError.FENCED) {
                        end();
                    }
                    completion.complete(outcome);
                };
        io.gate().enter(new ReadRequest(io, byteOffset, destination, watched));
    }

    @Override
    public CompletableFuture<List<AllocationExtent>> allocationStatus(
            long byteOffset, long byteCount) {
        long size = io.sizeBytes();
        if (byteOffset < 0 || byteCount < 1 || byteCount > size - byteOffset) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(
                            "range %d+%d of %d".formatted(byteOffset, byteCount, size)));
        }
        if (closed) {
            return CompletableFuture.failedFuture(
                    new ImageException(ImageException.Reason.FAILED, io.name() + " is closed"));
        }
        return new AllocationQuery(io.state()).ask(byteOffset, byteCount);
    }

    private void refuse(Completion completion) {
        completion.complete(
                Outcome.failed(
                        BlockError.WRITE_PROTECTED, "a snapshot of %s".formatted(io.name())));
    }

    @Override
    public void write(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        refuse(completion);
    }

    @Override
    public void unmap(
            long byteOffset, long byteCount, Durability durability, Completion completion) {
        refuse(completion);
    }

    @Override
    public void writeSame(
            long byteOffset,
            long byteCount,
            ByteBuffer pattern,
            Durability durability,
            Completion completion) {
        refuse(completion);
    }

    @Override
    public void compareAndWrite(
            long byteOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            Durability durability,
            Completion completion) {
        refuse(completion);
    }

    @Override
    public void orWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        refuse(completion);
    }

    @Override
    public void atomicWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        refuse(completion);
    }

    /** There is nothing to make durable; a closed image says so. */
    @Override
    public void flush(Completion completion) {
        io.gate().enter(new FlushRequest(io, completion));
    }

    /** This client is shut out of the store, which a snapshot learns when it is read. */
    private void end() {
        ended = true;
        listeners.forEach(Runnable::run);
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public CompletableFuture<Void> close() {
        return registration.release();
    }

    @Override
    public CompletableFuture<Void> shutDown() {
        facilities.chains().closed(io);
        return Barrier.run(
                io,
                () -> {
                    closed = true;
                    io.gate().close();
                    return Operations.done();
                });
    }
}
