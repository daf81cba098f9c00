package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.Residual;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.text.SessionParameters;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.Sense;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Sends what a command ended with: Data-In PDUs, status, residual and sense data. */
final class ResponseWriter {

    private final SessionCounters counters;

    ResponseWriter(SessionCounters counters) {
        this.counters = counters;
    }

    /**
     * @param result whose data-in is owned from here on
     */
    void send(Task task, Task.Result result) {
        Sense failure = task.transportFailure();
        if (failure != null) {
            release(result.dataIn());
            sendResult(task, Task.Result.failed(failure));
        } else {
            sendResult(task, result);
        }
    }

    private void sendResult(Task task, Task.Result result) {
        if (result.status() != ScsiStatus.GOOD) {
            counters.error();
        }
        int dataInBytes = dataInBytes(task, result.dataIn());
        boolean bidirectional = task.command().read() && task.command().write();
        Residual residual = residual(task, result, dataInBytes);
        long written =
                result.status() == ScsiStatus.GOOD && task.command().write()
                        ? Math.min(result.fullLength(), task.expectedDataOutBytes())
                        : 0;
        task.countAnswered(dataInBytes + written, result.status(), result.sense());
        int dataInPdus = 0;
        ByteBuf dataIn = result.dataIn();
        if (dataIn == null || dataInBytes == 0) {
            release(dataIn);
        } else {
            counters.read(dataInBytes);
            boolean withStatus =
                    result.status() == ScsiStatus.GOOD && result.sense() == null && !bidirectional;
            dataInPdus = sendData(task, dataIn, dataInBytes, withStatus ? residual : null);
            if (withStatus) {
                return;
            }
        }
        if (written > 0) {
            counters.written(written);
        }
        Residual readResidual =
                bidirectional
                        ? Residual.of(task.expectedDataInBytes(), dataInBytes, dataInBytes)
                        : Residual.NONE;
        Outbox out = task.connection().out();
        out.write(
                new ScsiResponse(
                        ScsiResponse.COMPLETED,
                        result.status().code(),
                        task.command().initiatorTaskTag(),
                        out.nextStatus(),
                        dataInPdus + task.dataOut().r2tCount(),
                        readResidual,
                        residual,
                        SenseData.of(result.sense())));
    }

    /**
     * Sends data-in in segments that the initiator has room for, in bursts it agreed to.
     *
     * @param residual to send with GOOD status in the last PDU, or null to send no status
     * @return the number of PDUs
     */
    private static int sendData(
            Task task, ByteBuf dataIn, int length, @Nullable Residual residual) {
        Outbox out = task.connection().out();
        SessionParameters parameters = task.connection().parameters();
        int dataSn = 0;
        int offset = 0;
        int burstEnd = parameters.maxBurstBytes();
        int start = dataIn.readerIndex();
        while (offset < length) {
            int end = Math.min(length, offset + parameters.initiatorSegmentBytes());
            end = Math.min(end, burstEnd);
            boolean last = end == length;
            boolean hasStatus = last && residual != null;
            ByteBuf segment =
                    last
                            // The last segment takes over the reference.
                            ? dataIn.setIndex(start + offset, start + end)
                            : dataIn.retainedSlice(start + offset, end - offset);
            out.write(
                    new DataIn(
                            last || end == burstEnd,
                            hasStatus,
                            ScsiStatus.GOOD.code(),
                            task.command().initiatorTaskTag(),
                            hasStatus ? out.nextStatus() : out.reservedStatus(),
                            dataSn,
                            offset,
                            hasStatus && residual != null ? residual : Residual.NONE,
                            segment));
            dataSn++;
            offset = end;
            if (end == burstEnd) {
                burstEnd += parameters.maxBurstBytes();
            }
        }
        return dataSn;
    }

    private static int dataInBytes(Task task, @Nullable ByteBuf dataIn) {
        return dataIn == null
                ? 0
                : (int) Math.min(dataIn.readableBytes(), task.expectedDataInBytes());
    }

    private static Residual residual(Task task, Task.Result result, int dataInBytes) {
        long expected = task.command().expectedBytes();
        long moved = task.command().write() ? Math.min(result.fullLength(), expected) : dataInBytes;
        return Residual.of(expected, result.fullLength(), moved);
    }

    private static void release(@Nullable ByteBuf buffer) {
        if (buffer != null) {
            buffer.release();
        }
    }
}
