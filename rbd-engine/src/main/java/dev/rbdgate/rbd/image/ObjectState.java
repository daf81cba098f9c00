package dev.rbdgate.rbd.image;

/** States of an object in an object map. */
final class ObjectState {
    static final int NONEXISTENT = 0;

    /** Exists, and has changed since the last snapshot where there is fast-diff. */
    static final int EXISTS = 1;

    /** Is being removed, and may exist. */
    static final int PENDING = 2;

    /** Exists as the last snapshot has it. */
    static final int EXISTS_CLEAN = 3;

    /** No state: a filter that matches every one. */
    static final int ANY = -1;

    private ObjectState() {}
}
