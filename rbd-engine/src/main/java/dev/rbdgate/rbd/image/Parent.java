package dev.rbdgate.rbd.image;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The snapshot that a clone shows where it has no object of its own. It may be laid out in another
 * way, so that an object of the clone lies in many of its objects.
 */
final class Parent {

    private final OpenState snapshot;
    private final Striper striper;
    private final long shownBytes;
    private final long overlapBytes;

    /** Objects of the clone that the parent reaches into are below this. */
    private final long objects;

    /**
     * @param striper of the clone
     * @param shownBytes how much of the parent the clone shows
     */
    Parent(OpenState snapshot, Striper striper, long shownBytes) {
        this.snapshot = snapshot;
        this.striper = striper;
        this.shownBytes = shownBytes;
        overlapBytes = Math.min(shownBytes, snapshot.sizeBytes());
        this.objects = striper.objects(overlapBytes);
    }

    OpenState snapshot() {
        return snapshot;
    }

    /** How much the clone shows, as its header says. */
    long shownBytes() {
        return shownBytes;
    }

    /** Whether the parent reaches into an object of the clone, which it does from its start on. */
    boolean covers(long object) {
        return object < objects;
    }

    long objects() {
        return objects;
    }

    /** How many bytes of an object of the clone the parent reaches into. */
    long coveredBytes(long object) {
        return striper.bytesBefore(object, overlapBytes);
    }

    /** Reads what an object of the clone would have; beyond the parent that is zero. */
    void read(
            long object,
            long objectOffset,
            List<ByteBuffer> destination,
            ObjectCompletion completion) {
        long length = Buffers.remaining(destination);
        long covered = Math.clamp(coveredBytes(object) - objectOffset, 0, length);
        Buffers.zeroAfter(destination, covered);
        if (covered == 0) {
            completion.complete(0);
            return;
        }
        List<Run> runs = runs(object, objectOffset, covered);
        ObjectCompletion joined = new Joined(runs.size(), completion);
        for (Run run : runs) {
            List<ByteBuffer> slices = new ArrayList<>();
            Buffers.slice(destination, run.objectOffset - objectOffset, run.length, slices);
            snapshot.read(run.byteOffset, run.length, slices, joined);
        }
    }

    /** A piece of an object of the clone, and where it is in the parent. */
    private record Run(long objectOffset, long byteOffset, long length) {}

    private List<Run> runs(long object, long objectOffset, long length) {
        List<Run> runs = new ArrayList<>();
        long end = objectOffset + length;
        for (long at = objectOffset; at < end; ) {
            long run = Math.min(end - at, striper.stripeUnit() - at % striper.stripeUnit());
            runs.add(new Run(at, striper.imageOffset(object, at), run));
            at += run;
        }
        return runs;
    }

    /** Which parts of an object that the clone does not have hold storage in the parent. */
    CompletableFuture<List<AllocationExtent>> extents(long object, long objectOffset, long length) {
        long covered = Math.clamp(coveredBytes(object) - objectOffset, 0, length);
        CompletableFuture<List<AllocationExtent>> found =
                CompletableFuture.completedFuture(new ArrayList<>());
        for (Run run : runs(object, objectOffset, covered)) {
            found = found.thenCompose(extents -> addRun(run, 0, extents));
        }
        return found.thenApply(extents -> {
            if (covered < length) {
                AllocationQuery.add(
                        extents,
                        new AllocationExtent(objectOffset + covered, length - covered, false));
            }
            return extents;
        });
    }

    /** Asks the snapshot, which may answer for a part only, until the run is covered. */
    private CompletableFuture<List<AllocationExtent>> addRun(
            Run run, long answered, List<AllocationExtent> extents) {
        if (answered == run.length) {
            return CompletableFuture.completedFuture(extents);
        }
        long shift = run.objectOffset - run.byteOffset;
        return new AllocationQuery(snapshot)
                .ask(run.byteOffset + answered, run.length - answered)
                .thenCompose(part -> {
                    long upTo = answered;
                    for (AllocationExtent extent : part) {
                        AllocationQuery.add(
                                extents,
                                new AllocationExtent(
                                        extent.byteOffset() + shift,
                                        extent.byteCount(),
                                        extent.allocated()));
                        upTo += extent.byteCount();
                    }
                    return addRun(run, upTo, extents);
                });
    }
}
