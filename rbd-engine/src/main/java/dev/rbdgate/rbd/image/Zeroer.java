package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.util.ArrayList;
import java.util.List;

/**
 * Zeroes a range of an image, to the byte, and gives its storage back: objects that lie wholly in
 * it are removed, of others the tail is cut off or the middle zeroed. The caller holds the range
 * exclusively, which keeps writes away from objects while they are recorded as absent.
 */
final class Zeroer {

    /** Objects that are removed or zeroed at once, for one range. */
    private static final int WIDTH = 32;

    private final Striper striper;
    private final ObjectIo objects;
    private final Durability durability;

    /** Whether the image ends where the range begins, so that no parent need be hidden in it. */
    private final boolean cut;

    private Zeroer(OpenState image, Durability durability, boolean cut) {
        this.striper = image.striper();
        this.objects = image.objects();
        this.durability = durability;
        this.cut = cut;
    }

    /** Zeroes ranges of an image that stays as long as it is. */
    static Zeroer of(OpenState image, Durability durability) {
        return new Zeroer(image, durability, false);
    }

    /**
     * Zeroes the tail of an image that is cut off: objects that the parent reaches into go too.
     * Where there are snapshots those are given the parent's data before.
     */
    static Zeroer cutting(OpenState image) {
        return new Zeroer(image, Durability.CACHED, true);
    }

    /** A part of the work. */
    private sealed interface Part {
        /** Objects {@code [from, to)} lie in the range with all their bytes. */
        record Whole(long from, long to) implements Part {}

        record Piece(long object, long objectOffset, long length) implements Part {}
    }

    /**
     * @param sizeBytes the image's size; what of an object lies behind it counts as in the range
     */
    void zero(long byteOffset, long byteCount, long sizeBytes, ObjectCompletion done) {
        long set = striper.setBytes();
        long end = byteOffset + byteCount;
        if (end == sizeBytes) {
            end = Math.ceilDiv(end, set) * set;
        }
        long limit = striper.objects(sizeBytes);
        long firstSet = Math.ceilDiv(byteOffset, set);
        long lastSet = Math.floorDiv(end, set);
        List<Part> parts = new ArrayList<>();
        if (firstSet > lastSet) {
            pieces(byteOffset, end, limit, parts);
        } else {
            pieces(byteOffset, firstSet * set, limit, parts);
            long from = firstSet * striper.stripeCount();
            long to = Math.min(limit, lastSet * striper.stripeCount());
            if (from < to) {
                parts.add(new Part.Whole(from, to));
            }
            pieces(lastSet * set, end, limit, parts);
        }
        Window.run(
                0,
                parts.size(),
                WIDTH,
                (number, partDone) -> {
                    switch (parts.get((int) number)) {
                        case Part.Whole(long from, long to) -> clear(from, to, partDone);
                        case Part.Piece(long object, long objectOffset, long length) ->
                                objects.zero(
                                        object,
                                        objectOffset,
                                        length,
                                        objectOffset + length == striper.objectBytes(),
                                        durability,
                                        partDone);
                    }
                },
                done);
    }

    /** The objects of a range within one set. */
    private void pieces(long from, long to, long limit, List<Part> parts) {
        striper.forEachObject(
                from,
                to - from,
                (object, objectOffset, length) -> {
                    if (object >= limit) {
                        return;
                    }
                    parts.add(
                            length == striper.objectBytes()
                                    ? new Part.Whole(object, object + 1)
                                    : new Part.Piece(object, objectOffset, length));
                });
    }

    /** Objects that the parent reaches into are below all others. */
    private void clear(long from, long to, ObjectCompletion done) {
        long covered = Math.clamp(objects.coveredObjects(), from, to);
        if (covered == from) {
            remove(from, to, done);
            return;
        }
        Window.run(
                from,
                covered,
                WIDTH,
                this::clearCovered,
                result -> {
                    if (result < 0) {
                        done.complete(result);
                    } else {
                        remove(cut ? from : covered, to, done);
                    }
                });
    }

    private void clearCovered(long object, ObjectCompletion done) {
        CopyUps copyUps = objects.copyUps();
        if (!cut) {
            objects.hide(object, durability, done);
        } else if (copyUps != null && copyUps.hasSnapshots()) {
            copyUps.copyUp(object, done);
        } else {
            done.complete(0);
        }
    }

    private void remove(long from, long to, ObjectCompletion done) {
        if (from == to) {
            done.complete(0);
            return;
        }
        ObjectStates states = objects.states();
        states.recordPending(
                from,
                to,
                durability,
                pending -> {
                    if (pending < 0) {
                        done.complete(pending);
                        return;
                    }
                    Window.run(
                            from,
                            to,
                            WIDTH,
                            (object, removed) -> objects.remove(object, durability, removed),
                            removed -> {
                                if (removed < 0) {
                                    done.complete(removed);
                                } else {
                                    states.recordAbsent(from, to, durability, done);
                                }
                            });
                });
    }
}
