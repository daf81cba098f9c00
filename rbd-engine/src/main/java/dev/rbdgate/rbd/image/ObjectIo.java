package dev.rbdgate.rbd.image;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls on an image's data objects, each with what has to be recorded before, and with the parent
 * that shows where the image has no object. A completion is told 0 or a negative error.
 */
final class ObjectIo {

    private final ObjectCalls calls;
    private final ObjectStates states;
    private final long objectBytes;
    private final @Nullable Parent parent;
    private final @Nullable CopyUps copyUps;

    /**
     * @param parent null if nothing shows through
     * @param copyUps null without a parent, and for what is only read
     */
    ObjectIo(ObjectCalls calls, @Nullable Parent parent, @Nullable CopyUps copyUps) {
        this.calls = calls;
        this.states = calls.states();
        this.objectBytes = calls.objectBytes();
        this.parent = parent;
        this.copyUps = copyUps;
    }

    ObjectStates states() {
        return states;
    }

    @Nullable CopyUps copyUps() {
        return copyUps;
    }

    @Nullable Parent parent() {
        return parent;
    }

    /** Objects below this may show the parent; 0 without one. */
    long coveredObjects() {
        return parent == null ? 0 : parent.objects();
    }

    private boolean covered(long object) {
        return parent != null && parent.covers(object);
    }

    /** Whether an object is known not to exist, with nothing that shows in its place. */
    boolean empty(long object) {
        return states.absent(object) && !covered(object);
    }

    /** Which parts of one extent hold storage, of the object or of what shows in its place. */
    CompletableFuture<List<AllocationExtent>> extents(long object, long objectOffset, long length) {
        String name = calls.names().of(object);
        Parent below = parent;
        if (below == null || !below.covers(object)) {
            return calls.context().extents(name, objectOffset, length);
        }
        if (states.absent(object)) {
            return below.extents(object, objectOffset, length);
        }
        return calls.context()
                .query(name, ReadOperation.of(new ReadOperation.Step.Stat()))
                .thenCompose(_ -> calls.context().extents(name, objectOffset, length))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? below.extents(object, objectOffset, length)
                                : CompletableFuture.failedFuture(failure));
    }

    /** Reads one extent; what neither the object nor the parent has reads as zero. */
    void read(
            long object,
            long objectOffset,
            List<ByteBuffer> destination,
            ObjectCompletion completion) {
        if (states.absent(object)) {
            readBelow(object, objectOffset, destination, completion);
            return;
        }
        calls.context()
                .read(
                        calls.names().of(object),
                        objectOffset,
                        destination,
                        result -> {
                            if (result >= 0) {
                                Buffers.zeroAfter(destination, result);
                                completion.complete(0);
                            } else if (result == -Errno.ENOENT) {
                                readBelow(object, objectOffset, destination, completion);
                            } else {
                                completion.complete(result);
                            }
                        });
    }

    private void readBelow(
            long object,
            long objectOffset,
            List<ByteBuffer> destination,
            ObjectCompletion completion) {
        Parent below = parent;
        if (below != null && below.covers(object)) {
            below.read(object, objectOffset, destination, completion);
        } else {
            Buffers.zeroAfter(destination, 0);
            completion.complete(0);
        }
    }

    /** Writes one extent, of {@code length} bytes. */
    void write(
            long object,
            long objectOffset,
            long length,
            List<ByteBuffer> source,
            Durability durability,
            ObjectCompletion completion) {
        boolean whole = length == objectBytes;
        Step write = whole ? new Step.WriteFull(source) : new Step.Write(objectOffset, source);
        Step hint = calls.dataObject(object);
        // What is durable in the parent must not be hidden by an object without its content.
        List<Step> steps =
                whole && covered(object)
                        ? List.of(new Step.Create(false), hint, write)
                        : List.of(hint, write);
        change(
                object,
                new WriteOperation(steps, durability),
                whole ? CopyUps.Manner.REPLACE : CopyUps.Manner.CHANGE,
                completion);
    }

    /** Writes one extent whole or not at all. */
    void writeAtomically(
            long object,
            long objectOffset,
            List<ByteBuffer> source,
            Durability durability,
            ObjectCompletion completion) {
        Step write = new Step.AtomicWrite(objectOffset, source);
        change(
                object,
                new WriteOperation(List.of(calls.dataObject(object), write), durability),
                CopyUps.Manner.ALONE,
                completion);
    }

    /** Repeats a pattern over extents of one object. */
    void fill(long object, List<Step> steps, Durability durability, ObjectCompletion completion) {
        List<Step> all = new ArrayList<>(steps.size() + 1);
        all.add(calls.dataObject(object));
        all.addAll(steps);
        change(object, new WriteOperation(all, durability), CopyUps.Manner.CHANGE, completion);
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
        if (empty(object)) {
            long difference = Buffers.firstNonZero(expected);
            if (difference >= 0) {
                completion.complete((int) -(Errno.MAX + difference));
                return;
            }
        }
        // The guard first: no step may come in front of it, not even the hint, which creates.
        change(
                object,
                new WriteOperation(
                        List.of(
                                new Step.CompareExtent(objectOffset, expected),
                                calls.dataObject(object),
                                new Step.Write(objectOffset, replacement)),
                        durability),
                CopyUps.Manner.ALONE,
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
        if (empty(object)) {
            completion.complete(0);
            return;
        }
        Step step = toEnd ? new Step.Truncate(objectOffset) : new Step.Zero(objectOffset, length);
        change(
                object,
                new WriteOperation(List.of(step), durability),
                CopyUps.Manner.REDUCE,
                completion);
    }

    /** Zeroes one object that the parent reaches into: an empty one hides the parent. */
    void hide(long object, Durability durability, ObjectCompletion completion) {
        CopyUps changes = copyUps;
        if (changes != null && changes.hasSnapshots()) {
            change(
                    object,
                    new WriteOperation(List.of(new Step.Truncate(0)), durability),
                    CopyUps.Manner.REDUCE,
                    completion);
        } else {
            change(
                    object,
                    new WriteOperation(
                            List.of(
                                    new Step.Create(false),
                                    calls.dataObject(object),
                                    new Step.Truncate(0)),
                            durability),
                    CopyUps.Manner.REPLACE,
                    completion);
        }
    }

    /** Removes one object that is recorded as pending. */
    void remove(long object, Durability durability, ObjectCompletion completion) {
        if (states.absent(object)) {
            completion.complete(0);
            return;
        }
        calls.context()
                .write(
                        calls.names().of(object),
                        new WriteOperation(List.of(new Step.Remove()), durability),
                        result -> completion.complete(result == -Errno.ENOENT ? 0 : result));
    }

    private void change(
            long object,
            WriteOperation operation,
            CopyUps.Manner manner,
            ObjectCompletion completion) {
        CopyUps changes = copyUps;
        if (changes != null && covered(object)) {
            changes.change(object, operation, manner, completion);
        } else {
            calls.whenPresent(object, operation, completion);
        }
    }
}
