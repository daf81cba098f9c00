package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.SnapContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What snapshots have made of one object. Objects that were never written under a snapshot have
 * none. Immutable; its record is the truth about which files belong to the object.
 *
 * <p>The content of data objects lies in layers, each a file. A layer that has a parent holds the
 * blocks that were written since it was made, and lets the others be read from the parent, as it
 * was left; one without a parent holds everything. Only the head's layer is ever written.
 *
 * <pre>
 *   layer 0 (the object's own file) <── layer 5 <── layer 9   head
 *        ^                               ^
 *   clone of snapshot 1             clone of snapshots 2, 3
 * </pre>
 *
 * @param seq newest snapshot id that a write of the object has known
 * @param head layer of the head; {@link #NO_LAYER}: the head is missing, or a record
 * @param layers all that the head or a clone needs
 * @param clones what the object was, oldest first
 * @param garbage layers that nothing needs; their files are still to be deleted
 */
record SnapSet(long seq, long head, List<Layer> layers, List<Clone> clones, List<Long> garbage) {

    /** Stands for no layer: no parent, or content that is not in files. */
    static final long NO_LAYER = -1;

    /** The object's own file, made when no snapshot mattered. */
    static final long OWN_FILE = 0;

    /** Most clones of one object; RBD's clients keep to fewer snapshots of an image. */
    static final int MAX_CLONES = 4096;

    static final SnapSet NONE = new SnapSet(0, NO_LAYER, List.of(), List.of(), List.of());

    /** An object without a record whose content is in its own file. */
    static final SnapSet PLAIN =
            new SnapSet(0, OWN_FILE, List.of(new Layer(OWN_FILE, NO_LAYER)), List.of(), List.of());

    record Layer(long id, long parent) {}

    /**
     * What an object was.
     *
     * @param id newest snapshot id that was known when it was made
     * @param snaps the snapshots that see it, descending, not empty
     * @param layer where its content is; {@link #NO_LAYER}: in records
     * @param size bytes
     */
    record Clone(long id, List<Long> snaps, long layer, long size) {
        Clone {
            snaps = List.copyOf(snaps);
        }
    }

    SnapSet {
        layers = List.copyOf(layers);
        clones = List.copyOf(clones);
        garbage = List.copyOf(garbage);
    }

    boolean isEmpty() {
        return head == NO_LAYER && clones.isEmpty() && garbage.isEmpty();
    }

    /** Whether a snapshot sees the head, if that exists. */
    boolean seesHead(long snap) {
        return snap == SnapContext.HEAD || snap > seq;
    }

    /** What a snapshot sees that does not see the head; null: the object was not there. */
    @Nullable Clone cloneAt(long snap) {
        for (Clone clone : clones) {
            if (clone.snaps().contains(snap)) {
                return clone;
            }
        }
        return null;
    }

    /** The layers that a layer is read through, itself first. */
    List<Long> chain(long layer) {
        List<Long> chain = new ArrayList<>();
        for (long at = layer; at != NO_LAYER; at = parent(at)) {
            chain.add(at);
        }
        return chain;
    }

    long parent(long layer) {
        for (Layer each : layers) {
            if (each.id() == layer) {
                return each.parent();
            }
        }
        throw new IllegalStateException("no layer " + layer);
    }

    boolean hasLayer(long id) {
        return layers.stream().anyMatch(layer -> layer.id() == id);
    }

    SnapSet withSeq(long newSeq) {
        return new SnapSet(Math.max(seq, newSeq), head, layers, clones, garbage);
    }

    SnapSet withClone(Clone clone) {
        List<Clone> more = new ArrayList<>(clones);
        more.add(clone);
        return new SnapSet(Math.max(seq, clone.id()), head, layers, more, garbage);
    }

    SnapSet withNewHead(Layer layer) {
        List<Layer> more = new ArrayList<>(layers);
        more.add(layer);
        return new SnapSet(seq, layer.id(), more, clones, garbage);
    }

    SnapSet withoutHead() {
        return new SnapSet(seq, NO_LAYER, layers, clones, garbage);
    }

    /** Without snapshots that are gone, and the clones that only they saw. */
    SnapSet withoutSnaps(Set<Long> gone) {
        List<Clone> left = new ArrayList<>();
        for (Clone clone : clones) {
            List<Long> snaps = clone.snaps().stream().filter(snap -> !gone.contains(snap)).toList();
            if (!snaps.isEmpty()) {
                left.add(new Clone(clone.id(), snaps, clone.layer(), clone.size()));
            }
        }
        return new SnapSet(seq, head, layers, left, garbage);
    }

    /** With everything garbage that neither the head nor a clone is read through. */
    SnapSet collected() {
        Set<Long> needed = new HashSet<>(chain(head));
        clones.forEach(clone -> needed.addAll(chain(clone.layer())));
        List<Layer> kept = layers.stream().filter(each -> needed.contains(each.id())).toList();
        List<Long> dropped =
                layers.stream().map(Layer::id).filter(id -> !needed.contains(id)).toList();
        return new SnapSet(
                seq,
                head,
                kept,
                clones,
                Stream.concat(garbage.stream(), dropped.stream()).toList());
    }

    /** With a file to be deleted that none of its layers is. */
    SnapSet withGarbage(long file) {
        if (hasLayer(file)) {
            throw new IllegalArgumentException("layer " + file + " is no garbage");
        }
        if (garbage.contains(file)) {
            return this;
        }
        List<Long> more = new ArrayList<>(garbage);
        more.add(file);
        return new SnapSet(seq, head, layers, clones, more);
    }

    /** When garbage has been deleted. */
    SnapSet withoutGarbage() {
        return new SnapSet(seq, head, layers, clones, List.of());
    }

    /** A layer reads nothing of its parent any more. */
    SnapSet withoutParent(long layer) {
        return new SnapSet(
                seq,
                head,
                layers.stream()
                        .map(each -> each.id() == layer ? new Layer(layer, NO_LAYER) : each)
                        .toList(),
                clones,
                garbage);
    }

    /** A layer's blocks are now in its parent, which takes its place. */
    SnapSet folded(long layer) {
        long parent = parent(layer);
        List<Layer> kept =
                layers.stream()
                        .filter(each -> each.id() != layer)
                        .map(each -> each.parent() == layer ? new Layer(each.id(), parent) : each)
                        .toList();
        List<Clone> moved =
                clones.stream()
                        .map(each ->
                                each.layer() == layer
                                        ? new Clone(each.id(), each.snaps(), parent, each.size())
                                        : each)
                        .toList();
        List<Long> more = new ArrayList<>(garbage);
        more.add(layer);
        return new SnapSet(seq, head == layer ? parent : head, kept, moved, more);
    }

    /**
     * A layer whose parent nobody needs but itself, so that the two can become one; {@link
     * #NO_LAYER} if there is none.
     */
    long foldable() {
        for (Layer layer : layers) {
            long parent = layer.parent();
            boolean alone =
                    parent != NO_LAYER
                            && head != parent
                            && clones.stream().noneMatch(clone -> clone.layer() == parent)
                            && layers.stream().filter(each -> each.parent() == parent).count() == 1;
            if (alone) {
                return layer.id();
            }
        }
        return NO_LAYER;
    }
}
