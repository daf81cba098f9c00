package dev.rbdgate.rbd.image;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Calls on an image's data objects, each with what has to be recorded before. A completion is told
 * 0 or a negative error.
 */
final class ObjectIo {

    private final ObjectContext context;
    private final ObjectNames names;
    private final ObjectStates states;
    private final long objectBytes;

    /**
     * Goes in front of whatever may create the object, which being recorded as present does not
     * mean that it exists: a store lays data objects out for what they will hold.
     */
    private final Step dataObject;

    ObjectIo(ObjectContext context, ObjectNames names, ObjectStates states, long objectBytes) {
        this.context = context;
        this.names = names;
        this.states = states;
        this.objectBytes = objectBytes;
        this.dataObject = new Step.AllocationHint(objectBytes, objectBytes);
    }

    ObjectStates states() {
        return states;
    }

    /** Which parts of one extent hold storage; a missing object holds none. */
    CompletableFuture<List<AllocationExtent>> extents(long object, long objectOffset, long length) {
        return context.extents(names.of(object), objectOffset, length);
    }

    /** Reads one extent; what the object does not have reads as zero. */
    void read(
            long object,
            long objectOffset,
            List<ByteBuffer> destination,
            ObjectCompletion completion) {
        if (states.absent(object)) {
            Buffers.zeroAfter(destination, 0);
            completion.complete(0);
            return;
        }
        context.read(
                names.of(object),
                objectOffset,
                destination,
                result -> {
                    if (result >= 0) {
                        Buffers.zeroAfter(destination, result);
                        completion.complete(0);
                    } else if (result == -Errno.ENOENT) {
                        Buffers.zeroAfter(destination, 0);
                        completion.complete(0);
                    } else {
                        completion.complete(result);
                    }
                });
    }

    /** Writes one extent, of {@code length} bytes. */
    void write(
            long object,
            long objectOffset,
            long length,
            List<ByteBuffer> source,
            Durability durability,
            ObjectCompletion completion) {
        Step write =
                length == objectBytes
                        ? new Step.WriteFull(source)
                        : new Step.Write(objectOffset, source);
        whenPresent(object, new WriteOperation(List.of(dataObject, write), durability), completion);
    }

    /** Writes one extent, all of it or nothing. */
    void writeAtomically(
            long object,
            long objectOffset,
            List<ByteBuffer> source,
            Durability durability,
            ObjectCompletion completion) {
        Step write = new Step.AtomicWrite(objectOffset, source);
        whenPresent(object, new WriteOperation(List.of(dataObject, write), durability), completion);
    }

    /** Repeats a pattern over extents of one object. */
    void fill(long object, List<Step> steps, Durability durability, ObjectCompletion completion) {
        List<Step> all = new ArrayList<>(steps.size() + 1);
        all.add(dataObject);
        all.addAll(steps);
        whenPresent(object, new WriteOperation(all, durability), completion);
    }

    /**
     * Compares and writes in one operation.
     *
     * @param completion also told {@code -(4095 + offset)} of the first difference
     */
    void compareAndWrite(
            long object,
            long objectOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            Durability durability,
            ObjectCompletion completion) {
        if (states.absent(object)) {
            long difference = Buffers.firstNonZero(expected);
            if (difference >= 0) {
                completion.complete((int) -(Errno.MAX + difference));
                return;
            }
        }
        // The guard first: no step may come in front of it, not even the hint, which creates.
        whenPresent(
                object,
                new WriteOperation(
                        List.of(
                                new Step.CompareExtent(objectOffset, expected),
                                dataObject,
                                new Step.Write(objectOffset, replacement)),
                        durability),
                completion);
    }

    /**
     * Zeroes one extent and gives its storage back.
     *
     * @param toEnd whether nothing of the image follows in this object
     */
    void zero(
            long object,
            long objectOffset,
            long length,
            boolean toEnd,
            Durability durability,
            ObjectCompletion completion) {
        if (states.absent(object)) {
            completion.complete(0);
            return;
        }
        Step step = toEnd ? new Step.Truncate(objectOffset) : new Step.Zero(objectOffset, length);
        whenPresent(object, new WriteOperation(List.of(step), durability), completion);
    }

    /** Removes one object that is recorded as pending. */
    void remove(long object, Durability durability, ObjectCompletion completion) {
        if (states.absent(object)) {
            completion.complete(0);
            return;
        }
        context.write(
                names.of(object),
                new WriteOperation(List.of(new Step.Remove()), durability),
                result -> completion.complete(result == -Errno.ENOENT ? 0 : result));
    }

    private void whenPresent(long object, WriteOperation operation, ObjectCompletion completion) {
        if (states.present(object)) {
            context.write(names.of(object), operation, completion);
            return;
        }
        states.recordPresent(
                object,
                operation.durability(),
                result -> {
                    if (result < 0) {
                        completion.complete(result);
                    } else {
                        context.write(names.of(object), operation, completion);
                    }
                });
    }
}
