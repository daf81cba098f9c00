package dev.rbdgate.rbd.image;

import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A unit's record in an object of its own: an envelope with the version in front, which a compare
 * extent guards. The first store creates the object, exclusively.
 */
final class StoredUnitState implements LogicalUnitState {

    /** Version, compatible version and length of the envelope. */
    private static final int RECORD_VERSION_AT = 6;

    /** Envelope, version and the content's length. */
    private static final int OVERHEAD_BYTES = RECORD_VERSION_AT + Long.BYTES + Integer.BYTES;

    private final ObjectContext context;
    private final String object;

    StoredUnitState(ObjectContext context, String object) {
        this.context = context;
        this.object = object;
    }

    @Override
    public CompletableFuture<Versioned> load() {
        return Operations.content(context, object, MAX_BYTES + OVERHEAD_BYTES)
                .thenApply(StoredUnitState::decode)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.imageException(failure, object)));
    }

    private static Versioned decode(byte[] content) {
        if (content.length == 0) {
            return new Versioned(0, content);
        }
        return new Decoder(content)
                .envelope(
                        1,
                        (_, record) -> {
                            long version = record.u64();
                            return new Versioned(version, record.blob());
                        });
    }

    @Override
    public CompletableFuture<Versioned> compareAndSet(long expectedVersion, byte[] content) {
        if (content.length > MAX_BYTES) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(content.length + " bytes of unit state"));
        }
        Versioned replacement = new Versioned(expectedVersion + 1, content.clone());
        byte[] record =
                Encoder.bytes(e ->
                        e.envelope(
                                1, 1, fields -> fields.u64(replacement.version()).blob(content)));
        Step store = new Step.WriteFull(List.of(Buffers.direct(record)));
        WriteOperation operation =
                expectedVersion == 0
                        ? WriteOperation.durable(new Step.Create(true), store)
                        : WriteOperation.durable(
                                new Step.AssertExists(), sameVersion(expectedVersion), store);
        CompletableFuture<Integer> written = new CompletableFuture<>();
        context.write(object, operation, written::complete);
        return written.thenCompose(result -> {
            if (result >= 0) {
                return CompletableFuture.completedFuture(replacement);
            }
            boolean somebodyElses =
                    result <= -Errno.MAX || result == -Errno.EEXIST || result == -Errno.ENOENT;
            return somebodyElses
                    ? load()
                    : CompletableFuture.failedFuture(
                            new ImageException(
                                    ImageException.Reason.FAILED,
                                    "storing %s: errno %d".formatted(object, -result)));
        });
    }

    private static Step sameVersion(long version) {
        return new Step.CompareExtent(
                RECORD_VERSION_AT, List.of(Buffers.direct(Encoder.bytes(e -> e.u64(version)))));
    }
}
