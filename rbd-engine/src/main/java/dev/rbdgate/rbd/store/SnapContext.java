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

    /** Whether a store takes writes under it: ids above 0 and descending, none above seq. */
    public boolean isValid() {
        long above = seq;
        for (int i = 0; i < snaps.size(); i++) {
            long snap = snaps.get(i);
            if (snap < 1 || snap > above || (i > 0 && snap == above)) {
                return false;
            }
            above = snap;
        }
        return seq >= 0;
    }
}
