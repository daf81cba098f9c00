package dev.rbdgate.rbd.store;

import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Waiting calls on an object context, for tests. */
public final class StoreCalls {

    private static final long SECONDS = 30;

    private StoreCalls() {}

    /** A direct buffer of these bytes. */
    public static ByteBuffer buffer(byte... bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    public static ByteBuffer buffer(String text) {
        return buffer(bytes(text));
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Applies an operation. */
    public static int write(ObjectContext context, String object, WriteOperation operation) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        context.write(object, operation, result::complete);
        return join(result);
    }

    public static int write(ObjectContext context, String object, WriteOperation.Step... steps) {
        return write(context, object, WriteOperation.cached(steps));
    }

    public static int flush(ObjectContext context) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        context.flush(result::complete);
        return join(result);
    }

    public static int read(
            ObjectContext context, String object, long offset, ByteBuffer... destination) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        context.read(object, offset, List.of(destination), result::complete);
        return join(result);
    }

    /** The bytes there are, up to {@code length}. */
    public static byte[] read(ObjectContext context, String object, long offset, int length) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length);
        int result = read(context, object, offset, buffer);
        if (result < 0) {
            throw new ObjectStoreException(-result, "reading " + object);
        }
        byte[] bytes = new byte[result];
        buffer.get(0, bytes);
        return bytes;
    }

    public static Answer query(ObjectContext context, String object, ReadOperation.Step step) {
        return join(context.query(object, ReadOperation.of(step))).getFirst();
    }

    /** Calls a class method that only reads; its refusal is an {@link ObjectStoreException}. */
    public static byte[] exec(
            ObjectContext context,
            String object,
            String className,
            String method,
            Consumer<Encoder> input) {
        ReadOperation.Step step =
                new ReadOperation.Step.Exec(className, method, Encoder.bytes(input));
        return switch (query(context, object, step)) {
            case Answer.Bytes(byte[] bytes) -> bytes;
            case Answer.Failed(int errno) -> throw new ObjectStoreException(errno, method);
            case Answer other -> throw new AssertionError(other);
        };
    }

    /** A step that calls a method of class {@code rbd}. */
    public static WriteOperation.Step rbd(String method, Consumer<Encoder> input) {
        return new WriteOperation.Step.Exec("rbd", method, Encoder.bytes(input));
    }

    public static <T> T join(CompletableFuture<T> future) {
        try {
            return future.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof TimeoutException) {
                throw new AssertionError("no answer within a while", failure);
            }
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
