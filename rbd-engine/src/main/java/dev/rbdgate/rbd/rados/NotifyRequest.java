package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** Notifies the watchers of an object. */
final class NotifyRequest extends ControlRequest<NotifyResult> {

    private final String object;
    private final byte[] payload;
    private final long timeoutMillis;
    private long replyOut;
    private long lengthOut;
    private NotifyResult answer = new NotifyResult(List.of(), List.of());

    NotifyRequest(
            IoContext io, Executor executor, String object, byte[] payload, Duration timeout) {
        super(io, executor, "notification of " + object);
        this.object = object;
        this.payload = payload;
        // The OSD counts whole seconds, and takes 0 for its own default of 30.
        timeoutMillis = Math.max(1, timeout.plusMillis(999).toSeconds()) * 1000;
    }

    @Override
    CallKind kind() {
        return CallKind.NOTIFY;
    }

    @Override
    int send(Slot slot) {
        Scratch scratch = slot.scratch();
        replyOut = scratch.word();
        lengthOut = scratch.word();
        return WatchCalls.notify(
                io().address(),
                scratch.string(object),
                slot.completion(),
                scratch.bytes(payload),
                payload.length,
                timeoutMillis,
                replyOut,
                lengthOut);
    }

    @Override
    int collect(Slot slot, int result) {
        long reply = replyOut == Librados.NULL ? Librados.NULL : NativeMemory.getLong(replyOut);
        if (reply == Librados.NULL) {
            return result;
        }
        try {
            answer =
                    NotifyReply.decode(
                            NativeMemory.getBytes(reply, NativeMemory.getLong(lengthOut)));
        } finally {
            ClusterCalls.freeBuffer(reply);
        }
        // Somebody did not answer in time: the reply names them.
        return result == -Errno.ETIMEDOUT ? 0 : result;
    }

    @Override
    NotifyResult answer() {
        return answer;
    }
}
