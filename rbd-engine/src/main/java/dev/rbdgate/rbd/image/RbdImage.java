package dev.rbdgate.rbd.image;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.notify.AsyncRequestId;
import dev.rbdgate.rbd.notify.OwnerRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/** An open image. Data calls become requests, which pass the gate. */
final class RbdImage implements OpenImage {

    private final ImageIo io;
    private final Facilities facilities;
    private final DeviceTraits traits;
    private final boolean mayHaveLostWrites;
    private final LogicalUnitState unitState;
    private final OpenImages.Registration<ImageName> registration;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Set before anybody else sees the image. */
    private volatile Custody custody = new SoleCustody(null);

    private volatile long toldSizeBytes;
    private volatile boolean closed;
    private volatile boolean ended;

    /**
     * @param registration among the images that are open here
     */
    RbdImage(
            ImageIo io,
            Facilities facilities,
            DeviceTraits traits,
            boolean mayHaveLostWrites,
            OpenImages.Registration<ImageName> registration) {
        this.io = io;
        this.facilities = facilities;
        this.traits = traits;
        this.mayHaveLostWrites = mayHaveLostWrites;
        this.toldSizeBytes = io.sizeBytes();
        this.unitState =
                new StoredUnitState(
                        io.contexts().metadata(), new ImageObjects(io.header().id()).unitState());
        this.registration = registration;
    }

    ImageIo io() {
        return io;
    }

    void keptBy(Custody keeper) {
        custody = keeper;
    }

    @Override
    public String id() {
        return io.header().id();
    }

    @Override
    public ImageName name() {
        return io.name();
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

    /** The header was read again, by whoever changed it: a new capacity is told. */
    void headerRead() {
        if (toldSizeBytes != io.sizeBytes()) {
            toldSizeBytes = io.sizeBytes();
            listeners.forEach(Runnable::run);
        }
    }

    /**
     * Looks whether the image has another name now; the listeners are told. An image without one is
     * being made, removed or put away.
     */
    CompletableFuture<Void> lookForName() {
        if (io.header().format() != HeaderFormat2.FORMAT) {
            return Operations.done();
        }
        return Operations.absentIsFine(
                ImageDirectory.name(io.contexts().metadata(), id())
                        .thenAccept(name -> named(io.name().renamed(name))));
    }

    /** The image has this name. */
    void named(ImageName name) {
        if (io.rename(name)) {
            registration.renamed(name);
            listeners.forEach(Runnable::run);
        }
    }

    /** This client is shut out of the store: whoever uses the image has to open it anew. */
    void ended() {
        ended = true;
        listeners.forEach(Runnable::run);
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    /**
     * Runs maintenance where it may run: here, or by the client that owns the image. Completes when
     * the header was read again.
     *
     * @param request what to ask an owner for
     * @param progress of an owner that was asked: the done part, 0 to 1
     * @param here the work itself, which reads the header again
     */
    CompletableFuture<Void> runAsOwner(
            Function<AsyncRequestId, OwnerRequest> request,
            DoubleConsumer progress,
            Supplier<CompletableFuture<Void>> here) {
        io.header().checkMaintainable(io.name());
        return custody.maintain(request, progress, here);
    }

    /**
     * Changes the capacity, and tells the listeners; INVALID if the object map cannot cover it.
     *
     * @param allowShrink else a smaller size is INVALID
     */
    CompletableFuture<Void> resize(long newSizeBytes, boolean allowShrink) {
        return runAsOwner(
                id -> new OwnerRequest.Resize(newSizeBytes, id, allowShrink),
                _ -> {},
                () -> resizeHere(newSizeBytes, allowShrink));
    }

    /** Changes the capacity while no call runs. */
    CompletableFuture<Void> resizeHere(long newSizeBytes, boolean allowShrink) {
        return Barrier.run(
                        io,
                        () -> {
                            checkSize(newSizeBytes, allowShrink);
                            return new Resizer(io).resize(newSizeBytes);
                        })
                .whenComplete((_, _) -> headerRead());
    }

    private void checkSize(long newSizeBytes, boolean allowShrink) {
        if (newSizeBytes < io.sizeBytes() && !allowShrink) {
            throw new ImageException(
                    ImageException.Reason.INVALID,
                    "size: %d bytes are less than the image has (%d); shrinking must be asked for"
                            .formatted(newSizeBytes, io.sizeBytes()));
        }
        if (io.header().has(Feature.OBJECT_MAP)
                && io.striper().objects(newSizeBytes) > BitVector.MAX_SIZE) {
            throw new ImageException(
                    ImageException.Reason.INVALID,
                    "size: an object map covers at most %d objects".formatted(BitVector.MAX_SIZE));
        }
    }

    /** ALREADY_EXISTS, INVALID. */
    CompletableFuture<Snapshot> createSnapshot(String name) {
        return runAsOwner(
                        id -> new OwnerRequest.SnapCreate(name, new SnapNamespace.User(), id, 0),
                        _ -> {},
                        () -> snapshotsHere().create(name))
                .thenApply(_ -> Snapshot.of(SnapshotChanges.named(io, name)));
    }

    /** NOT_FOUND; IN_USE if it is protected. */
    CompletableFuture<Void> removeSnapshot(String name, DoubleConsumer progress) {
        return runAsOwner(
                id -> new OwnerRequest.SnapRemove(name, new SnapNamespace.User(), id),
                progress,
                () -> snapshotsHere().remove(name, progress));
    }

    /** Removes snapshots that were condemned and have no clones any more. */
    CompletableFuture<Void> removeCondemned() {
        return custody.own(() ->
                Barrier.run(io, io::refreshOrShut)
                        .thenCompose(_ -> snapshotsHere().removeCondemned()));
    }

    /** NOT_FOUND, ALREADY_EXISTS, INVALID. */
    CompletableFuture<Snapshot> renameSnapshot(String name, String newName) {
        return Barrier.run(io, io::refresh)
                .thenCompose(_ -> {
                    long snapId = SnapshotChanges.named(io, name).id();
                    return runAsOwner(
                                    id ->
                                            new OwnerRequest.SnapRename(
                                                    snapId, newName, new SnapNamespace.User(), id),
                                    _ -> {},
                                    () -> snapshotsHere().rename(snapId, newName))
                            .thenApply(_ -> Snapshot.of(SnapshotChanges.named(io, newName)));
                });
    }

    /** NOT_FOUND; IN_USE if it has clones that need it protected. */
    CompletableFuture<Snapshot> protectSnapshot(String name, boolean isProtected) {
        return runAsOwner(
                        id ->
                                new OwnerRequest.SnapProtect(
                                        name, new SnapNamespace.User(), id, isProtected),
                        _ -> {},
                        () -> snapshotsHere().setProtected(name, isProtected))
                .thenApply(_ -> Snapshot.of(SnapshotChanges.named(io, name)));
    }

    /** NOT_FOUND. No owner can be asked to do this: it gives the image away first. */
    CompletableFuture<Void> rollBack(String name, DoubleConsumer progress) {
        io.header().checkMaintainable(io.name());
        return custody.own(() -> snapshotsHere().rollBack(name, progress));
    }

    /** INVALID if the image is no clone. */
    CompletableFuture<Void> flatten(DoubleConsumer progress, BooleanSupplier cancelled) {
        return runAsOwner(
                OwnerRequest.Flatten::new, progress, () -> flattenHere(progress, cancelled));
    }

    /** Flattens beside calls. */
    CompletableFuture<Void> flattenHere(DoubleConsumer progress, BooleanSupplier cancelled) {
        return new Flattener(io, facilities.parents()).flatten(progress, cancelled);
    }

    /** Changes of snapshots by the owner of the image. */
    SnapshotWork snapshotsHere() {
        return new SnapshotWork(io, facilities, this::headerRead);
    }

    /**
     * Finishes what a crash has left half done, before the image is changed.
     *
     * @param finishing whether to finish what this client has begun and another could have undone,
     *     by its instance id
     */
    CompletableFuture<Void> finishLeftovers(LongPredicate finishing) {
        return Barrier.run(
                        io,
                        () ->
                                new Resizer(io)
                                        .finishShrink(finishing)
                                        .thenCompose(_ ->
                                                new Rollback(io, facilities.snapshots())
                                                        .finish(finishing))
                                        .thenCompose(_ -> facilities.parents().finish(io)))
                .thenCompose(_ -> snapshotsHere().removeCondemned())
                .thenRun(this::headerRead);
    }

    @Override
    public CompletableFuture<Void> close() {
        return registration.release();
    }

    /**
     * Ends the image: flushes, gives the lock back. If the flush fails the lock stays, as after a
     * crash, and the next open distrusts what depends on it.
     */
    @Override
    public CompletableFuture<Void> shutDown() {
        facilities.chains().closed(io);
        return custody.stop().thenCompose(_ -> Barrier.run(io, this::end));
    }

    private CompletableFuture<Void> end() {
        closed = true;
        io.gate().close();
        return Operations.flush(io.contexts().metadata())
                .thenCompose(_ -> custody.close())
                .exceptionallyCompose(this::abandon);
    }

    private CompletableFuture<Void> abandon(Throwable failure) {
        return custody.abandon()
                .handle((_, _) -> StoreErrors.imageException(failure, "closing " + io.name()))
                .thenCompose(CompletableFuture::failedFuture);
    }
}
