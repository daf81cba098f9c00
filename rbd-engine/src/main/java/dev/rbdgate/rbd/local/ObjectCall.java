package dev.rbdgate.rbd.local;

/** A call on one object: what it does while it has access, and whom it tells afterwards. */
abstract class ObjectCall {

    /** What a call may have to wait for, which decides on the thread that runs it. */
    enum Pace {
        /** Nothing, most of the time: the page cache takes it or has it. */
        BRIEF,
        /** The disk. */
        MAY_WAIT,
        /** The disk's own cache: its end makes something durable. */
        SYNCS
    }

    private final boolean exclusive;

    ObjectCall(boolean exclusive) {
        this.exclusive = exclusive;
    }

    /** Whether it changes the object, so that no other call may run beside it. */
    final boolean exclusive() {
        return exclusive;
    }

    /**
     * How long it is likely to take, once it has access; a guess, on which nothing else depends.
     */
    Pace pace() {
        return Pace.MAY_WAIT;
    }

    /** With access to the object. Must not throw. */
    abstract void run();

    /** After access was given up. Must not throw. */
    abstract void finish();
}
