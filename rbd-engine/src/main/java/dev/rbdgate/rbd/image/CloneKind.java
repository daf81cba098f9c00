package dev.rbdgate.rbd.image;

/** How a clone is registered, so that its parent is not removed. */
enum CloneKind {
    /** In a directory of the clone's pool, under a protected snapshot. */
    FIRST,
    /** With the parent image itself. */
    SECOND;

    /** What a clone's header says. */
    static CloneKind of(ImageHeader clone) {
        return (clone.operations() & ImageHeader.CLONE_CHILD) != 0 ? SECOND : FIRST;
    }
}
