package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Data calls that wait for their answer. */
final class Calls {

    private static final long PATIENCE_SECONDS = 60;

    private Calls() {}

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    static CompletableFuture<Integer> start(
            ObjectContext context, String object, WriteOperation operation) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        context.write(object, operation, result::complete);
        return result;
    }

    static int write(ObjectContext context, String object, Step... steps) {
        return await(start(context, object, WriteOperation.cached(steps)));
    }

    static int writeDurably(ObjectContext context, String object, Step... steps) {
        return await(start(context, object, WriteOperation.durable(steps)));
    }

    static int flush(ObjectContext context) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        context.flush(result::complete);
        return await(result);
    }

    static CompletableFuture<Integer> startRead(
            ObjectContext context, String object, long offset, ByteBuffer destination) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        context.read(object, offset, List.of(destination), result::complete);
        return result;
    }

    /** The bytes read, or the error number as text. */
    static String read(ObjectContext context, String object, long offset, int length) {
        ByteBuffer destination = ByteBuffer.allocateDirect(length);
        int result = await(startRead(context, object, offset, destination));
        if (result < 0) {
            return "error " + -result;
        }
        byte[] bytes = new byte[result];
        destination.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static Step hint() {
        return new Step.AllocationHint(4 << 20, 4 << 20);
    }

    static Step data(long offset, String text) {
        return new Step.Write(offset, List.of(direct(text)));
    }

    static ByteBuffer direct(String text) {
        return direct(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
