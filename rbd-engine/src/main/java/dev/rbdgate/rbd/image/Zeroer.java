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

    Zeroer(ImageIo image, Durability durability) {
        this.striper = image.striper();
        this.objects = image.objects();
        this.durability = durability;
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
                        case Part.Whole(long from, long to) -> remove(from, to, partDone);
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

    private void remove(long from, long to, ObjectCompletion done) {
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
