package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.MalformedException;

/**
 * A notification of an image's header object: an envelope of version 7 with the number of the
 * operation and its fields. Nothing at all means a header update, from old clients.
 */
public sealed interface HeaderMessage permits LockMessage, RequestNews, OwnerRequest, Notice {

    /** The version of the messages that are sent; what older ones lack is in the decoders. */
    int VERSION = 7;

    /** The number of the operation. */
    long operation();

    /** Writes the fields after the number. */
    void encodeFields(Encoder encoder);

    default byte[] toBytes() {
        return Encoder.bytes(e ->
                e.envelope(
                        VERSION,
                        1,
                        content -> {
                            content.u32(operation());
                            encodeFields(content);
                        }));
    }

    /**
     * @throws MalformedException if the bytes are no message
     */
    static HeaderMessage decode(byte[] bytes) {
        if (bytes.length == 0) {
            return new Notice.HeaderUpdate();
        }
        return new Decoder(bytes)
                .envelope(
                        VERSION,
                        (envelope, content) -> decode(envelope.version(), content.u32(), content));
    }

    private static HeaderMessage decode(int version, long operation, Decoder content) {
        return switch ((int) operation) {
            case LockMessage.Acquired.OPERATION,
                    LockMessage.Released.OPERATION,
                    LockMessage.Requested.OPERATION ->
                    LockMessage.decode(version, (int) operation, content);
            case RequestNews.Progress.OPERATION, RequestNews.Complete.OPERATION ->
                    RequestNews.decode((int) operation, content);
            case Notice.HeaderUpdate.OPERATION,
                    Notice.Quiesce.OPERATION,
                    Notice.Unquiesce.OPERATION ->
                    Notice.decode((int) operation, content);
            default -> OwnerRequest.decode(version, operation, content);
        };
    }
}
