package dev.rbdgate.rbd.local;

/** A call on one object: what it does while it has access, and whom it tells afterwards. */
abstract class ObjectCall {

    private final boolean exclusive;

    ObjectCall(boolean exclusive) {
        this.exclusive = exclusive;
    }

    /** Whether it changes the object, so that no other call may run beside it. */
    final boolean exclusive() {
        return exclusive;
    }

    /** With access to the object. Must not throw. */
    abstract void run();

    /** After access was given up. Must not throw. */
    abstract void finish();
}
