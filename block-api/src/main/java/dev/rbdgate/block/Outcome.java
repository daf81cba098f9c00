package dev.rbdgate.block;

/** How a data call ended. */
public sealed interface Outcome {

    /** The call took effect as asked. */
    Outcome DONE = Done.INSTANCE;

    /** The only value of success. */
    enum Done implements Outcome {
        INSTANCE
    }

    /**
     * A compare found other bytes and wrote nothing.
     *
     * @param byteOffset of the first differing byte, counted from the start of the compared range
     */
    record Miscompare(int byteOffset) implements Outcome {}

    /**
     * The call failed. A write that failed may have changed any part of its range.
     *
     * @param detail for the log: what failed, where; never shown to an initiator
     */
    record Failed(BlockError error, String detail) implements Outcome {}

    static Outcome failed(BlockError error, String detail) {
        return new Failed(error, detail);
    }
}
