package dev.rbdgate.rbd.image;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.notify.AsyncRequestId;
import dev.rbdgate.rbd.notify.OwnerRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** An open image. Data calls become requests, which pass the gate. */
final class RbdImage implements Image {

    private final ImageIo io;
    private final InfoReader infos;
    private final DeviceTraits traits;
    private final boolean mayHaveLostWrites;
    private final LogicalUnitState unitState;
    private final Supplier<CompletableFuture<Void>> release;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Set before anybody else sees the image. */
    private volatile Custody custody = new SoleCustody(null);

    private volatile long toldSizeBytes;
    private volatile boolean closed;
    private volatile boolean ended;

    /**
     * @param release gives one opening back
     */
    RbdImage(
            ImageIo io,
            InfoReader infos,
            DeviceTraits traits,
            boolean mayHaveLostWrites,
            Supplier<CompletableFuture<Void>> release) {
        this.io = io;
        this.infos = infos;
        this.traits = traits;
        this.mayHaveLostWrites = mayHaveLostWrites;
        this.toldSizeBytes = io.sizeBytes();
        this.unitState =
                new StoredUnitState(
                        io.contexts().metadata(), new ImageObjects(io.header().id()).unitState());
        this.release = release;
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
    public LogicalUnitState logicalUnitState() {
        return unitState;
    }

    @Override
    public CompletableFuture<ImageInfo> info() {
        return infos.read(io.name(), io.contexts(), io.header());
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

    @Override
    public CompletableFuture<Void> close() {
        return release.get().thenApply(_ -> null);
    }

    /**
     * Ends the image: flushes, gives the lock back. If the flush fails the lock stays, as after a
     * crash, and the next open distrusts what depends on it.
     */
    CompletableFuture<Void> shutDown() {
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
