package dev.rbdgate.rbd.image;

import dev.rbdgate.block.AllocationExtent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Which parts of a range take storage. The range is cut to what a bounded number of objects answer;
 * objects that the object map knows to be absent are not asked.
 */
final class AllocationQuery {

    /** Objects asked for one answer. */
    private static final int MAX_ASKED = 64;

    /** Stripe units looked at for one answer, which bounds the extents in it. */
    private static final int MAX_UNITS = 16_384;

    private final Striper striper;
    private final ObjectIo objects;
    private final Map<Long, CompletableFuture<List<AllocationExtent>>> asked = new HashMap<>();

    AllocationQuery(OpenState state) {
        this.striper = state.striper();
        this.objects = state.objects();
    }

    CompletableFuture<List<AllocationExtent>> ask(long byteOffset, long byteCount) {
        long end = byteOffset + byteCount;
        long at = byteOffset;
        for (int units = 0; at < end && units < MAX_UNITS; units++) {
            long object = striper.object(at);
            if (!objects.empty(object) && !asked.containsKey(object)) {
                if (asked.size() == MAX_ASKED) {
                    break;
                }
                askObject(object, byteOffset, end);
            }
            at += Math.min(end - at, striper.run(at));
        }
        long answeredTo = at;
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(_ -> extents(byteOffset, answeredTo));
    }

    private void askObject(long object, long byteOffset, long end) {
        long from = striper.bytesBefore(object, byteOffset);
        long to = striper.bytesBefore(object, end);
        asked.put(object, objects.extents(object, from, to - from));
    }

    private List<AllocationExtent> extents(long from, long to) {
        List<AllocationExtent> found = new ArrayList<>();
        long at = from;
        while (at < to) {
            long run = Math.min(to - at, striper.run(at));
            CompletableFuture<List<AllocationExtent>> answer = asked.get(striper.object(at));
            if (answer == null) {
                add(found, new AllocationExtent(at, run, false));
            } else {
                addUnit(found, at, run, answer.join());
            }
            at += run;
        }
        return found;
    }

    /** The parts of an object's extents that lie in one run of the image. */
    private void addUnit(
            List<AllocationExtent> found, long at, long run, List<AllocationExtent> ofObject) {
        long start = striper.objectOffset(at);
        for (AllocationExtent extent : ofObject) {
            long from = Math.max(start, extent.byteOffset());
            long to = Math.min(start + run, extent.byteOffset() + extent.byteCount());
            if (from < to) {
                add(found, new AllocationExtent(at + from - start, to - from, extent.allocated()));
            }
        }
    }

    /** Adds an extent, joined with the one before it if they are alike. */
    static void add(List<AllocationExtent> found, AllocationExtent extent) {
        if (!found.isEmpty() && found.getLast().allocated() == extent.allocated()) {
            AllocationExtent before = found.removeLast();
            found.add(
                    new AllocationExtent(
                            before.byteOffset(),
                            before.byteCount() + extent.byteCount(),
                            extent.allocated()));
        } else {
            found.add(extent);
        }
    }
}
