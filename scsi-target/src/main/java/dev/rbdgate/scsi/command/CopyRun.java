package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.copy.CopyOrder;
import dev.rbdgate.scsi.copy.CopyState;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** What the commands that copy have in common: their parameter lists and their ends. */
final class CopyRun {

    private CopyRun() {}

    /**
     * Gathers a parameter list that must be there as a whole.
     *
     * @throws Refusal 05/1A/00 if it is too long or not all sent
     */
    static void receive(Execution run, long length, int maximum, Consumer<ByteBuffer> next) {
        if (length > maximum || run.receivable(length) < length) {
            throw Refusal.parameterListLength(
                    "%d bytes of parameter list, %d sent, at most %d taken"
                            .formatted(length, run.task().expectedDataOutBytes(), maximum));
        }
        int bytes = (int) length;
        run.receive(bytes, dataOut -> next.accept(dataOut.nioBuffer(dataOut.readerIndex(), bytes)));
    }

    /**
     * Starts a copy, and ends the command with it, or at once if it is to run in the background.
     *
     * @param whenEnded run after the copy, before its command ends; not run if it is refused
     */
    static void start(Execution run, CopyOrder order, long fullLength, Runnable whenEnded) {
        CopyDomain domain = run.copyDomain();
        domain.self()
                .copies()
                .start(
                        domain,
                        order,
                        run.task().allocator(),
                        run.task()::isAborted,
                        job -> {
                            whenEnded.run();
                            if (!order.immediate()) {
                                end(run, job.state(), fullLength);
                            }
                        });
        if (order.immediate()) {
            run.good(fullLength);
        }
    }

    private static void end(Execution run, CopyState state, long fullLength) {
        switch (state) {
            case CopyState.Done _ -> run.good(fullLength);
            case CopyState.Failed(Refusal refusal) -> run.refuse(refusal);
            case CopyState.Aborted _ -> aborted(run);
            case CopyState.Running _ -> throw new AssertionError("the copy has not ended");
        }
    }

    /** The command itself may go on where only its copy was ended. */
    private static void aborted(Execution run) {
        if (run.task().isAborted()) {
            run.abandon();
        } else {
            run.refuse(
                    Refusal.of(
                            Blame.STATE,
                            Sense.of(SenseKey.COPY_ABORTED, AdditionalSense.NONE),
                            "the copy was aborted"));
        }
    }
}
