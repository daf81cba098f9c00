package dev.rbdgate.rbd.image;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.encoding.BitVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An open image. Data calls become requests, which pass the gate. */
final class RbdImage implements OpenImage {

    private final ImageIo io;
    private final Facilities facilities;
    private final DeviceTraits traits;
    private final boolean mayHaveLostWrites;
    private final @Nullable ImageLock lock;
    private final LogicalUnitState unitState;
    private final Supplier<CompletableFuture<Void>> release;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * @param lock null if the image has no exclusive lock
     * @param release gives one opening back
     */
    RbdImage(
            ImageIo io,
            Facilities facilities,
            DeviceTraits traits,
            boolean mayHaveLostWrites,
            @Nullable ImageLock lock,
            Supplier<CompletableFuture<Void>> release) {
        this.io = io;
        this.facilities = facilities;
        this.traits = traits;
        this.mayHaveLostWrites = mayHaveLostWrites;
        this.lock = lock;
        this.unitState =
                new StoredUnitState(
                        io.contexts().metadata(), new ImageObjects(io.header().id()).unitState());
        this.release = release;
    }

    @Override
    public String id() {
        return io.header().id();
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

    @Override
    public boolean sharesData() {
        ImageHeader header = io.header();
        return header.headOverlap() > 0 || !header.snapshots().isEmpty();
    }

    @Override
    public boolean mayHaveLostWrites() {
        return mayHaveLostWrites;
    }

    @Override
    public void read(long byteOffset, List<ByteBuffer> destination, Completion completion) {
        io.gate().enter(new ReadRequest(io, byteOffset, destination, completion));
    }

    @Override
    public void write(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        io.gate().enter(new WriteRequest(io, byteOffset, source, durability, completion));
    }

    @Override
    public void flush(Completion completion) {
        io.gate().enter(new FlushRequest(io, completion));
    }

    @Override
    public void unmap(
            long byteOffset, long byteCount, Durability durability, Completion completion) {
        io.gate().enter(new ZeroRequest(io, byteOffset, byteCount, durability, completion));
    }

    @Override
    public void writeSame(
            long byteOffset,
            long byteCount,
            ByteBuffer pattern,
            Durability durability,
            Completion completion) {
        if (!pattern.hasRemaining() || byteCount % pattern.remaining() != 0) {
            completion.complete(
                    Outcome.failed(
                            BlockError.UNSUPPORTED,
                            "%d bytes are not a multiple of a pattern of %d"
                                    .formatted(byteCount, pattern.remaining())));
        } else if (Buffers.firstNonZero(List.of(pattern)) < 0) {
            unmap(byteOffset, byteCount, durability, completion);
        } else {
            io.gate()
                    .enter(
                            new PatternRequest(
                                    io, byteOffset, byteCount, pattern, durability, completion));
        }
    }

    @Override
    public void compareAndWrite(
            long byteOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            Durability durability,
            Completion completion) {
        io.gate()
                .enter(
                        new CompareRequest(
                                io, byteOffset, expected, replacement, durability, completion));
    }

    @Override
    public void orWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        io.gate().enter(new OrRequest(io, byteOffset, source, durability, completion));
    }

    @Override
    public void atomicWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        io.gate()
                .enter(
                        new AtomicRequest(
                                io,
                                byteOffset,
                                source,
                                traits.atomicWriteBytes(),
                                durability,
                                completion));
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

    @Override
    public Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Changes the capacity while no call runs, and tells the listeners; INVALID if the object map
     * cannot cover it.
     */
    CompletableFuture<Void> resize(long newSizeBytes) {
        if (io.header().has(Feature.OBJECT_MAP)
                && io.striper().objects(newSizeBytes) > BitVector.MAX_SIZE) {
            return CompletableFuture.failedFuture(
                    new ImageException(
                            ImageException.Reason.INVALID,
                            "size: an object map covers at most %d objects"
                                    .formatted(BitVector.MAX_SIZE)));
        }
        return maintain(() -> new Resizer(io).resize(newSizeBytes));
    }

    /** ALREADY_EXISTS, INVALID. */
    CompletableFuture<Snapshot> createSnapshot(String name) {
        return maintain(() -> new SnapshotCreator(io).create(name));
    }

    /** NOT_FOUND; IN_USE if it is protected. */
    CompletableFuture<Void> removeSnapshot(String name, DoubleConsumer progress) {
        return remover().remove(name, progress).whenComplete((_, _) -> tellListeners());
    }

    /** Removes snapshots that were condemned and have no clones any more. */
    CompletableFuture<Void> removeCondemned() {
        return maintain(io::refresh).thenCompose(_ -> remover().finishAll());
    }

    private SnapshotRemover remover() {
        return new SnapshotRemover(io, facilities.parents());
    }

    /** NOT_FOUND, ALREADY_EXISTS, INVALID. */
    CompletableFuture<Snapshot> renameSnapshot(String name, String newName) {
        return maintain(() -> snapshotChanges().rename(name, newName));
    }

    /** NOT_FOUND; IN_USE if it has clones that need it protected. */
    CompletableFuture<Snapshot> protectSnapshot(String name, boolean isProtected) {
        return maintain(() -> snapshotChanges().setProtected(name, isProtected));
    }

    private SnapshotChanges snapshotChanges() {
        return new SnapshotChanges(io, facilities.clones());
    }

    /** NOT_FOUND. */
    CompletableFuture<Void> rollBack(String name, DoubleConsumer progress) {
        return maintain(() -> new Rollback(io, facilities.snapshots()).run(name, progress));
    }

    /** INVALID if the image is no clone. */
    CompletableFuture<Void> flatten(DoubleConsumer progress) {
        return new Flattener(io, facilities.parents())
                .flatten(progress)
                .whenComplete((_, _) -> tellListeners());
    }

    /** Finishes what a crash has left half done, before the image is handed out. */
    CompletableFuture<Void> finishLeftovers() {
        return new Resizer(io)
                .finishShrink()
                .thenCompose(_ -> new Rollback(io, facilities.snapshots()).finish())
                .thenCompose(_ -> facilities.parents().finish(io))
                .thenCompose(_ -> remover().finishAll());
    }

    /** Runs what changes the image as a whole, while no request does, and tells the listeners. */
    private <T> CompletableFuture<T> maintain(Supplier<CompletableFuture<T>> work) {
        return Barrier.run(io, work).whenComplete((_, _) -> tellListeners());
    }

    private void tellListeners() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public CompletableFuture<Void> close() {
        return release.get().thenApply(_ -> null);
    }

    /**
     * Ends the image: flushes, gives the lock back. If the flush fails the lock stays, as after a
     * crash, and the next open distrusts what depends on it.
     */
    @Override
    public CompletableFuture<Void> shutDown() {
        return Barrier.run(
                io,
                () -> {
                    closed = true;
                    io.gate().close();
                    return Operations.flush(io.contexts().metadata())
                            .thenCompose(_ -> lock == null ? Operations.done() : lock.release())
                            .exceptionallyCompose(this::abandon);
                });
    }

    private CompletableFuture<Void> abandon(Throwable failure) {
        CompletableFuture<Void> abandoned = lock == null ? Operations.done() : lock.abandon();
        return abandoned
                .handle((_, _) -> StoreErrors.imageException(failure, "closing " + io.name()))
                .thenCompose(CompletableFuture::failedFuture);
    }
}
