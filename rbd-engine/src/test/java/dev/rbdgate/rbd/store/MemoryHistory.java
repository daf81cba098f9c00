package dev.rbdgate.rbd.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object in memory as it is and as snapshots keep it. Immutable.
 *
 * @param head what it is now; null: it does not exist
 * @param seq newest snapshot id that a write of it has known
 * @param clones what it was, oldest first
 */
record MemoryHistory(@Nullable MemoryObject head, long seq, List<Clone> clones) {

    static final MemoryHistory NONE = new MemoryHistory(null, 0, List.of());

    /**
     * @param id newest snapshot id that was known when it was made
     * @param snaps the snapshots that see it, not empty
     */
    record Clone(long id, List<Long> snaps, MemoryObject object) {}

    MemoryHistory {
        clones = List.copyOf(clones);
    }

    /** What a snapshot sees; null: it did not exist then. */
    @Nullable MemoryObject at(long snap) {
        if (snap == SnapContext.HEAD || snap > seq) {
            return head;
        }
        for (Clone clone : clones) {
            if (clone.snaps().contains(snap)) {
                return clone.object();
            }
        }
        return null;
    }

    /** After a write of {@code newHead} that preserves the snapshots of a context. */
    MemoryHistory written(
            @Nullable MemoryObject newHead, SnapContext context, Set<Long> removedSnaps) {
        List<Clone> kept = new ArrayList<>(clones);
        List<Long> newer =
                context.snaps().stream()
                        .filter(snap -> snap > seq && !removedSnaps.contains(snap))
                        .toList();
        if (head != null && !newer.isEmpty()) {
            kept.add(new Clone(context.seq(), newer, head));
        }
        if (newHead == null && kept.isEmpty()) {
            return NONE;
        }
        return new MemoryHistory(newHead, Math.max(seq, context.seq()), kept);
    }

    /** Without what only a snapshot that was removed has kept. */
    MemoryHistory without(long snap) {
        List<Clone> kept = new ArrayList<>();
        for (Clone clone : clones) {
            List<Long> snaps = clone.snaps().stream().filter(each -> each != snap).toList();
            if (!snaps.isEmpty()) {
                kept.add(new Clone(clone.id(), snaps, clone.object()));
            }
        }
        return head == null && kept.isEmpty() ? NONE : new MemoryHistory(head, seq, kept);
    }
}
