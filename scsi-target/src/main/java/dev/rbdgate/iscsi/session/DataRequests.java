package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;

/** Asks for data-out, with a target transfer tag that is unique in its session for long. */
final class DataRequests {

    private int nextTransferTag;

    /** Sends an R2T on the task's connection; returns its target transfer tag. */
    int send(Task task, int r2tSn, long bufferOffset, int byteCount) {
        int tag = nextTransferTag;
        nextTransferTag = tag + 1 == Bhs.NO_TAG ? 0 : tag + 1;
        Outbox out = task.connection().out();
        out.write(
                new ReadyToTransfer(
                        task.lun(),
                        task.command().initiatorTaskTag(),
                        tag,
                        out.noStatus(),
                        r2tSn,
                        bufferOffset,
                        byteCount));
        return tag;
    }
}
