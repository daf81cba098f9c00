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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An open image. Data calls become requests, which pass the gate. */
final class RbdImage implements Image {

    private final ImageIo io;
    private final InfoReader infos;
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
            InfoReader infos,
            DeviceTraits traits,
            boolean mayHaveLostWrites,
            @Nullable ImageLock lock,
            Supplier<CompletableFuture<Void>> release) {
        this.io = io;
        this.infos = infos;
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
        return Barrier.run(io, () -> new Resizer(io).resize(newSizeBytes))
                .whenComplete((_, _) -> listeners.forEach(Runnable::run));
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
