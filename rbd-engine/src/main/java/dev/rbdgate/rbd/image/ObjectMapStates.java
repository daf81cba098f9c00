package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.BitVector;

/** What an object map says of each object. Immutable. */
public final class ObjectMapStates {

    /** States as an object map holds them. */
    public enum State {
        NONEXISTENT,
        /** Exists, and was changed since the snapshot before, where there is fast-diff. */
        EXISTS,
        /** Is being removed, and may exist. */
        PENDING,
        /** Exists as it was at the snapshot before. */
        EXISTS_CLEAN
    }

    /** Told of objects that follow each other and have the same state. */
    @FunctionalInterface
    public interface RunVisitor {
        void visit(State state, long count);
    }

    private final BitVector map;
    private final boolean readable;
    private final long flags;

    /**
     * @param flags bits of {@link ImageHeader}
     */
    ObjectMapStates(BitVector map, boolean readable, long flags) {
        this.map = map;
        this.readable = readable;
        this.flags = flags;
    }

    public long objects() {
        return map.size();
    }

    public State state(long object) {
        return switch (map.get(object)) {
            case ObjectState.NONEXISTENT -> State.NONEXISTENT;
            case ObjectState.EXISTS -> State.EXISTS;
            case ObjectState.PENDING -> State.PENDING;
            default -> State.EXISTS_CLEAN;
        };
    }

    /** Whether what it says of existence may be believed. */
    public boolean valid() {
        return readable && (flags & ImageHeader.OBJECT_MAP_INVALID) == 0;
    }

    /** Whether what it says of changes may be believed. */
    public boolean fastDiffValid() {
        return valid() && (flags & ImageHeader.FAST_DIFF_INVALID) == 0;
    }

    /** Visits all objects in order, as runs. */
    public void forEachRun(RunVisitor visitor) {
        long start = 0;
        for (long object = 1; object <= map.size(); object++) {
            if (object == map.size() || map.get(object) != map.get(start)) {
                visitor.visit(state(start), object - start);
                start = object;
            }
        }
    }

    BitVector map() {
        return map;
    }
}
