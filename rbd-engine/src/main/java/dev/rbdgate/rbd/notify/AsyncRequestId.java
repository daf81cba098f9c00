package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;

/**
 * A request for work that takes a while. A request that is repeated keeps its id, and is done once.
 *
 * @param number unique for the client
 */
public record AsyncRequestId(ClientId client, long number) implements Encodable {

    /** Of requests from before they had ids: the answer to them is the end of the work. */
    public static final AsyncRequestId NONE = new AsyncRequestId(ClientId.NONE, 0);

    static AsyncRequestId decode(Decoder decoder) {
        ClientId client = ClientId.decode(decoder);
        return new AsyncRequestId(client, decoder.u64());
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.add(client).u64(number);
    }
}
