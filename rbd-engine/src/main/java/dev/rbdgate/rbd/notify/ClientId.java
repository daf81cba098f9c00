package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;

/**
 * A client of an image, as others know it: the watch it has on the header.
 *
 * @param instanceId of the client in the store (gid)
 * @param watchHandle which the cookie of the client's lock names too
 */
public record ClientId(long instanceId, long watchHandle) implements Encodable {

    /** Of messages from before clients named themselves. */
    public static final ClientId NONE = new ClientId(0, 0);

    static ClientId decode(Decoder decoder) {
        long instanceId = decoder.u64();
        return new ClientId(instanceId, decoder.u64());
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.u64(instanceId).u64(watchHandle);
    }
}
