package dev.rbdgate.rbd.image;

/** How a clone is registered, so that its parent is not removed. */
enum CloneKind {
    /** In a directory of the clone's pool, under a protected snapshot. */
    FIRST(1),
    /** With the parent image itself. */
    SECOND(2);

    /** As records have it. */
    private final int number;

    CloneKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static CloneKind of(int number) {
        return number == SECOND.number ? SECOND : FIRST;
    }

    /** What a clone's header says. */
    static CloneKind of(ImageHeader clone) {
        return (clone.operations() & ImageHeader.CLONE_CHILD) != 0 ? SECOND : FIRST;
    }
}
