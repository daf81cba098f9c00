package dev.rbdgate.scsi;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One command, as the transport hands it to the device server. The transport implements it; the
 * device server asks it for data-out and completes it exactly once, from any thread.
 *
 * <p>An aborted task is completed as well (the answer is dropped): only then are its buffers
 * released, since storage may still be using them.
 */
public interface ScsiTask {

    Nexus nexus();

    /** The LUN as it was on the wire, eight bytes (SAM-5 4.7). */
    long lun();

    /** The command descriptor block: 16 bytes, or more with an extended CDB header segment. */
    Cdb cdb();

    TaskAttribute attribute();

    /** Bytes the initiator will send at most; 0 without data-out. */
    long expectedDataOutBytes();

    /** Bytes the initiator has room for; 0 without data-in. */
    long expectedDataInBytes();

    /** For data-in: direct, pooled. */
    ByteBufAllocator allocator();

    /**
     * Asks for the first {@code byteCount} bytes of data-out, at most {@link
     * #expectedDataOutBytes()}. Called at most once, and not after completion. The receiver runs
     * once on the session's event loop when all of them are there, possibly before this returns;
     * never if the task was aborted or the connection lost before (the transport then calls {@link
     * #onAbort}'s action and the task needs completing as always).
     *
     * <p>The buffer passed to the receiver belongs to the task, which releases it after completion.
     */
    void receiveDataOut(int byteCount, DataOutReceiver receiver);

    /** Receives gathered data-out. */
    @FunctionalInterface
    interface DataOutReceiver {
        void received(ByteBuf dataOut);
    }

    /**
     * Ends the task.
     *
     * @param dataIn whose ownership passes to the task, or null; longer than {@link
     *     #expectedDataInBytes()} is cut and reported as overflow, shorter as underflow
     * @param fullLength bytes the command wanted to move in its data direction, for the residual
     *     count (RFC 7143 11.4.5): data-in's or data-out's length by the CDB
     * @param sense with CHECK CONDITION, else null
     */
    void complete(
            ScsiStatus status, @Nullable ByteBuf dataIn, long fullLength, @Nullable Sense sense);

    /** From the command's arrival until it was completed, or until now. */
    long elapsedNanos();

    /**
     * The command has waited until now for its turn, for its data or by a limit: what has passed is
     * not the device's time.
     */
    default void waited() {}

    /** Whether a task management function or the loss of the nexus has ended this task. */
    boolean isAborted();

    /**
     * Sets what runs, once, when the task is aborted while it waits for data-out. Set before {@link
     * #receiveDataOut}.
     */
    void onAbort(Runnable action);

    /** Marks the task aborted: whatever it completes with is not sent. */
    void abort();
}
