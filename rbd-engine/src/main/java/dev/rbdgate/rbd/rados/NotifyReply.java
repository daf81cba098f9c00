package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ObjectContext.Acknowledgement;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import dev.rbdgate.rbd.store.ObjectContext.Watcher;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The reply to a notification (what {@code rados_decode_notify_response} takes apart): u32 count of
 * acknowledgements, each u64 client, u64 watch handle, u32 length and payload; u32 count of
 * timeouts, each u64 client, u64 watch handle; little-endian.
 */
final class NotifyReply {

    private NotifyReply() {}

    /**
     * @throws java.nio.BufferUnderflowException if it ends early
     */
    static NotifyResult decode(byte[] bytes) {
        ByteBuffer reply = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Acknowledgement> acknowledgements = new ArrayList<>();
        for (long left = Integer.toUnsignedLong(reply.getInt()); left > 0; left--) {
            Watcher watcher = new Watcher(reply.getLong(), reply.getLong());
            int length = reply.getInt();
            byte[] payload = new byte[Math.clamp(length, 0, reply.remaining())];
            reply.get(payload);
            acknowledgements.add(new Acknowledgement(watcher, payload));
        }
        List<Watcher> timeouts = new ArrayList<>();
        for (long left = Integer.toUnsignedLong(reply.getInt()); left > 0; left--) {
            timeouts.add(new Watcher(reply.getLong(), reply.getLong()));
        }
        return new NotifyResult(List.copyOf(acknowledgements), List.copyOf(timeouts));
    }
}
