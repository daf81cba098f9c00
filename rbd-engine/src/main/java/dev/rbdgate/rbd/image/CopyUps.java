package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a clone's objects that the parent reaches into. An object that exists hides the
 * parent, so one that does not must first get the parent's data: copy-up.
 *
 * <pre>
 * change ──object exists──> guarded write
 *    └────it does not─────> read parent ─> record in maps ─> [copy] ─> write ─> waiting changes
 * </pre>
 *
 * <p>Without snapshots copy and change are one operation. With snapshots the copy goes first, under
 * no snapshots, so that it belongs to all of them: what a snapshot shows of the parent is in its
 * object as soon as there is one, which is what lets a flatten look at the head only. Data that is
 * all zero is not copied.
 *
 * <p>One copy-up of an object runs at a time, and other changes of it wait for that. What runs is
 * guarded by the monitor of this object.
 */
final class CopyUps {

    /** Copy-ups of one image that run at once: each holds an object's bytes in memory. */
    static final int MAX_RUNNING = 8;

    /** How often a change finds the object gone or there again, which nobody but others can do. */
    private static final int MAX_TRIES = 8;

    private final ObjectCalls calls;
    private final ObjectContext withoutSnapshots;
    private final Parent parent;
    private final SnapshotMaps snapshots;
    private final Map<Long, CopyUp> running = new HashMap<>();
    private final Deque<CopyUp> waiting = new ArrayDeque<>();
    private int active;

    /** How a change and a copy-up go together. */
    enum Manner {
        /** Any change: of an object that is not there it makes one. */
        CHANGE,
        /** All that the object has is replaced: without snapshots nothing need be copied. */
        REPLACE,
        /** Only takes away, or does nothing: an object that is not there may stay so. */
        REDUCE,
        /** Compares, or is atomic: an operation of its own. */
        ALONE
    }

    private record Change(
            WriteOperation operation, Manner manner, int tries, ObjectCompletion done) {
        Change again() {
            return new Change(operation, manner, tries + 1, done);
        }
    }

    private static final class CopyUp {
        private final long object;
        private final Change first;
        private final List<Change> after = new ArrayList<>();

        CopyUp(long object, Change first) {
            this.object = object;
            this.first = first;
        }
    }

    /**
     * @param calls of the clone's head
     * @param withoutSnapshots the clone's data objects, with no snapshots to preserve
     */
    CopyUps(
            ObjectCalls calls,
            ObjectContext withoutSnapshots,
            Parent parent,
            SnapshotMaps snapshots) {
        this.calls = calls;
        this.withoutSnapshots = withoutSnapshots;
        this.parent = parent;
        this.snapshots = snapshots;
    }

    boolean hasSnapshots() {
        return !snapshots.isEmpty();
    }

    /** Changes an object that the parent reaches into. */
    void change(long object, WriteOperation operation, Manner manner, ObjectCompletion completion) {
        if (manner == Manner.REPLACE && !hasSnapshots()) {
            calls.whenPresent(object, operation, completion);
        } else {
            change(object, new Change(operation, manner, 0, completion));
        }
    }

    /** Gives an object the parent's data if it has none of its own and the data is not zero. */
    void copyUp(long object, ObjectCompletion completion) {
        WriteOperation nothing = WriteOperation.cached();
        Change change = new Change(nothing, Manner.REDUCE, 0, completion);
        if (calls.states().absent(object)) {
            start(object, change);
            return;
        }
        // That it is recorded as present does not mean that it was written.
        var _ =
                calls.context()
                        .query(
                                calls.names().of(object),
                                ReadOperation.of(new ReadOperation.Step.Stat()))
                        .whenComplete((_, failure) -> {
                            if (failure == null) {
                                completion.complete(0);
                            } else if (StoreErrors.is(failure, Errno.ENOENT)) {
                                start(object, change);
                            } else {
                                completion.complete(-StoreErrors.errno(failure));
                            }
                        });
    }

    private void change(long object, Change change) {
        synchronized (this) {
            CopyUp copyUp = running.get(object);
            if (copyUp != null) {
                copyUp.after.add(change);
                return;
            }
        }
        if (change.tries == MAX_TRIES) {
            change.done.complete(-Errno.EIO);
        } else if (change.operation.steps().isEmpty()) {
            copyUp(object, change.done);
        } else if (calls.states().absent(object)) {
            start(object, change);
        } else {
            guarded(object, change);
        }
    }

    /** Writes to an object that should exist. */
    private void guarded(long object, Change change) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.AssertExists());
        steps.addAll(change.operation.steps());
        calls.whenPresent(
                object,
                new WriteOperation(steps, change.operation.durability()),
                result -> {
                    if (result == -Errno.ENOENT) {
                        start(object, change.again());
                    } else {
                        change.done.complete(result);
                    }
                });
    }

    private void start(long object, Change change) {
        CopyUp copyUp;
        synchronized (this) {
            CopyUp present = running.get(object);
            if (present != null) {
                present.after.add(change);
                return;
            }
            copyUp = new CopyUp(object, change);
            running.put(object, copyUp);
            if (active == MAX_RUNNING) {
                waiting.add(copyUp);
                return;
            }
            active++;
        }
        run(copyUp);
    }

    private void run(CopyUp copyUp) {
        ByteBuffer data = ByteBuffer.allocateDirect((int) parent.coveredBytes(copyUp.object));
        parent.read(
                copyUp.object,
                0,
                List.of(data),
                result -> {
                    if (result < 0) {
                        end(copyUp, result);
                    } else if (Buffers.firstNonZero(List.of(data)) >= 0) {
                        record(copyUp, data);
                    } else if (copyUp.first.manner == Manner.REDUCE) {
                        end(copyUp, 0);
                    } else {
                        calls.whenPresent(
                                copyUp.object,
                                copyUp.first.operation,
                                written -> end(copyUp, written));
                    }
                });
    }

    /** Maps first, so that what exists is never recorded as absent. */
    private void record(CopyUp copyUp, ByteBuffer data) {
        Durability durability = copyUp.first.operation.durability();
        ObjectCompletion recorded =
                result -> {
                    if (result < 0) {
                        end(copyUp, result);
                    } else if (hasSnapshots()) {
                        copyDeeply(copyUp, data);
                    } else {
                        copy(copyUp, data);
                    }
                };
        boolean copyOnly = copyUp.first.operation.steps().isEmpty();
        snapshots.recordCopy(
                copyUp.object,
                result -> {
                    if (result < 0) {
                        recorded.complete(result);
                    } else if (copyOnly && hasSnapshots()) {
                        calls.states().recordCopied(copyUp.object, durability, recorded);
                    } else {
                        calls.states().recordPresent(copyUp.object, durability, recorded);
                    }
                });
    }

    /** The copy, and the change with it if the two may go together. */
    private void copy(CopyUp copyUp, ByteBuffer data) {
        Change first = copyUp.first;
        List<Step> steps = copySteps(data);
        boolean together = first.manner != Manner.ALONE;
        if (together) {
            steps.addAll(first.operation.steps());
        }
        calls.context()
                .write(
                        calls.names().of(copyUp.object),
                        new WriteOperation(steps, first.operation.durability()),
                        result -> {
                            if (result == -Errno.EEXIST || (result >= 0 && !together)) {
                                endWithChange(copyUp);
                            } else {
                                end(copyUp, result);
                            }
                        });
    }

    /** The copy under no snapshots, then the change. */
    private void copyDeeply(CopyUp copyUp, ByteBuffer data) {
        withoutSnapshots.write(
                calls.names().of(copyUp.object),
                new WriteOperation(copySteps(data), copyUp.first.operation.durability()),
                result -> {
                    if (result >= 0 || result == -Errno.EEXIST) {
                        endWithChange(copyUp);
                    } else {
                        end(copyUp, result);
                    }
                });
    }

    /** Makes the object, exclusively, of the parts of the parent's data that are not zero. */
    private List<Step> copySteps(ByteBuffer data) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Create(true));
        steps.add(calls.newDataObject());
        for (Buffers.Piece piece : Buffers.nonZeroPieces(data)) {
            steps.add(new Step.Write(piece.offset(), List.of(piece.bytes())));
        }
        return steps;
    }

    private void endWithChange(CopyUp copyUp) {
        if (copyUp.first.operation.steps().isEmpty()) {
            end(copyUp, 0);
            return;
        }
        leave(copyUp);
        change(copyUp.object, copyUp.first.again());
        copyUp.after.forEach(change -> change(copyUp.object, change));
    }

    private void end(CopyUp copyUp, int result) {
        leave(copyUp);
        copyUp.first.done.complete(result);
        copyUp.after.forEach(change -> change(copyUp.object, change));
    }

    /** After this nobody adds to the changes that waited. */
    private void leave(CopyUp copyUp) {
        @Nullable CopyUp next;
        synchronized (this) {
            running.remove(copyUp.object);
            next = waiting.poll();
            if (next == null) {
                active--;
            }
        }
        if (next != null) {
            run(next);
        }
    }
}
