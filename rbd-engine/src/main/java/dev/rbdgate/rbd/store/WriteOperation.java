package dev.rbdgate.rbd.store;

import dev.rbdgate.block.Durability;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Steps on one object that take effect together or not at all, in order. Guards come first: when
 * one does not hold, nothing happens and its error is the result.
 *
 * @param durability DURABLE: survives power loss when it completes, with all it depends on
 */
public record WriteOperation(List<Step> steps, Durability durability) {

    public WriteOperation {
        steps = List.copyOf(steps);
    }

    public static WriteOperation cached(Step... steps) {
        return new WriteOperation(List.of(steps), Durability.CACHED);
    }

    public static WriteOperation durable(Step... steps) {
        return new WriteOperation(List.of(steps), Durability.DURABLE);
    }

    /** One step. Offsets and lengths are bytes of the object. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
    public sealed interface Step {

        /** ENOENT if the object does not exist. */
        record AssertExists() implements Step {}

        /** ERANGE or EOVERFLOW as the OSD answers, if the object's version is another. */
        record AssertVersion(long version) implements Step {}

        /** Fails with {@code -(4095 + offset)} at the first difference; absent bytes are zero. */
        record CompareExtent(long offset, List<ByteBuffer> expected) implements Step {}

        /**
         * Creates the object; EEXIST if it exists and {@code exclusive}. A new object appears with
         * all that the operation gives it, also after the host failed; without this step one write
         * may leave the object and not its content.
         */
        record Create(boolean exclusive) implements Step {}

        record Write(long offset, List<ByteBuffer> data) implements Step {}

        /**
         * Like {@link Write}, and whole or not at all also after the end of the process and after
         * power loss, durable or not. At most {@link ObjectStore#atomicWriteBytes()}; EOPNOTSUPP if
         * that is 0. An operation has at most one.
         */
        record AtomicWrite(long offset, List<ByteBuffer> data) implements Step {}

        /** Replaces the whole content. */
        record WriteFull(List<ByteBuffer> data) implements Step {}

        /** Repeats {@code pattern}; {@code length} is a multiple of it. */
        record WriteSame(long offset, long length, ByteBuffer pattern) implements Step {}

        /**
         * Frees and zeroes a range; does not create a missing object, nor enlarge one. An object
         * that ends inside the range may be cut at the range's offset, as OSDs do.
         */
        record Zero(long offset, long length) implements Step {}

        /** Sets the size; does not create a missing object. */
        record Truncate(long size) implements Step {}

        /** Removes the object with its omap and xattrs; ENOENT if it does not exist. */
        record Remove() implements Step {}

        /**
         * Says that this is a data object of up to {@code objectSize} bytes.
         *
         * @param recorded the object is recorded as existing, and nearly always does: where the
         *     hint only helps (in RADOS), it may be left out
         */
        record AllocationHint(long objectSize, long writeSize, boolean recorded) implements Step {
            public AllocationHint(long objectSize, long writeSize) {
                this(objectSize, writeSize, false);
            }
        }

        record SetXattr(String name, byte[] value) implements Step {}

        record RemoveXattr(String name) implements Step {}

        record OmapSet(Map<OmapKey, byte[]> entries) implements Step {}

        record OmapRemove(List<OmapKey> keys) implements Step {}

        record OmapClear() implements Step {}

        /** Calls a class method; its output is discarded. */
        record Exec(String className, String method, byte[] input) implements Step {}
    }
}
