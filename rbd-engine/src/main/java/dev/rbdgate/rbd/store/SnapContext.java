package dev.rbdgate.rbd.store;

import java.util.List;

/**
 * The snapshots a write must preserve.
 *
 * @param seq newest snapshot id ever
 * @param snaps existing snapshot ids, descending
 */
public record SnapContext(long seq, List<Long> snaps) {
    public static final SnapContext EMPTY = new SnapContext(0, List.of());

    /** The snapshot id that stands for the object's head. */
    public static final long HEAD = -2;

    public SnapContext {
        snaps = List.copyOf(snaps);
    }
}
