package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.image.ObjectMapStates.State;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which objects of an image have changed between two snapshots, or since one, as the object maps of
 * all snapshots between them tell it, those that users no longer see included.
 */
final class ChangedObjects {

    /** A map to be read: which object, what it must cover, its flags. */
    private record Stored(String object, long objects, long flags) {}

    private final ObjectContext context;
    private final ImageHeader header;
    private final BitSet changed = new BitSet();

    ChangedObjects(ObjectContext context, ImageHeader header) {
        this.context = context;
        this.header = header;
    }

    /**
     * @param from exists in the header
     * @param to of the header, after {@code from}; empty for the head
     * @return empty if a map between them may not be believed
     */
    CompletableFuture<Optional<BitSet>> find(SnapMeta from, Optional<SnapMeta> to) {
        long overlapNow = to.map(header::overlap).orElseGet(header::headOverlap);
        // What of a parent no longer shows through has changed without any object being written.
        if (!header.has(Feature.FAST_DIFF) || header.overlap(from) != overlapNow) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ImageObjects objects = new ImageObjects(header.id());
        List<Stored> maps = new ArrayList<>();
        for (SnapMeta snap : header.snapshots()) {
            if (snap.id() >= from.id() && (to.isEmpty() || snap.id() <= to.get().id())) {
                maps.add(
                        new Stored(
                                objects.objectMap(snap.id()),
                                header.striper().objects(snap.imageSize()),
                                snap.flags()));
            }
        }
        if (to.isEmpty()) {
            maps.add(
                    new Stored(
                            objects.objectMap(),
                            header.striper().objects(header.sizeBytes()),
                            header.flags()));
        }
        return load(maps.getFirst()).thenCompose(first -> compare(first, maps, 1));
    }

    private CompletableFuture<ObjectMapStates> load(Stored map) {
        return ObjectMaps.states(context, map.object, map.objects, map.flags);
    }

    private CompletableFuture<Optional<BitSet>> compare(
            ObjectMapStates before, List<Stored> maps, int next) {
        if (!before.fastDiffValid()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (next == maps.size()) {
            return CompletableFuture.completedFuture(Optional.of(changed));
        }
        return load(maps.get(next))
                .thenCompose(now -> {
                    mark(before, now);
                    return compare(now, maps, next + 1);
                });
    }

    private void mark(ObjectMapStates before, ObjectMapStates now) {
        long objects = Math.max(before.objects(), now.objects());
        for (long object = 0; object < objects; object++) {
            if (differs(state(before, object), state(now, object))) {
                changed.set((int) object);
            }
        }
    }

    private static boolean differs(State before, State now) {
        return switch (now) {
            case EXISTS, PENDING -> true;
            case EXISTS_CLEAN, NONEXISTENT ->
                    (before == State.NONEXISTENT) != (now == State.NONEXISTENT);
        };
    }

    private static State state(ObjectMapStates states, long object) {
        return object < states.objects() ? states.state(object) : State.NONEXISTENT;
    }
}
