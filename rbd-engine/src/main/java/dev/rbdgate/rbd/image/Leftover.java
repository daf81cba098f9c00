package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The record of work on an image that has begun, in an object of its own: what to finish after a
 * crash.
 *
 * @param value what the work is about: a size, a snapshot id
 * @param writer the instance id of the client that began it
 */
record Leftover(long value, long writer) {

    private static final int BYTES = 2 * Long.BYTES;

    /** Durable before the work begins. */
    static CompletableFuture<Void> write(ObjectContext context, String object, long value) {
        byte[] record = Encoder.bytes(e -> e.u64(value).u64(context.instanceId()));
        return Operations.durably(
                context, object, new Step.WriteFull(List.of(Buffers.direct(record))));
    }

    static CompletableFuture<Optional<Leftover>> read(ObjectContext context, String object) {
        return Operations.content(context, object, BYTES)
                .thenApply(record -> {
                    if (record.length < BYTES) {
                        return Optional.empty();
                    }
                    Decoder decoder = new Decoder(record);
                    long value = decoder.u64();
                    return Optional.of(new Leftover(value, decoder.u64()));
                });
    }
}
