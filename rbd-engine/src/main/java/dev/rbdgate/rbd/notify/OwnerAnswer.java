package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext.Acknowledgement;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;

/** What came back from a notification that the owner answers: only the owner's answer has bytes. */
public sealed interface OwnerAnswer {

    /** What everybody acknowledges who has nothing to say. */
    byte[] NOTHING = new byte[0];

    /**
     * The owner has answered.
     *
     * @param result 0 or a negative error number
     */
    record Result(int result) implements OwnerAnswer {}

    /** Nobody who answered is the owner. */
    record Silence() implements OwnerAnswer {}

    /** The owner's answer. */
    static byte[] encode(int result) {
        return Encoder.bytes(e -> e.envelope(1, 1, content -> content.u32(result)));
    }

    /** Two owners' answers, and one that cannot be read, are EIO. */
    static OwnerAnswer of(NotifyResult replies) {
        byte[] answer = NOTHING;
        for (Acknowledgement acknowledgement : replies.acknowledgements()) {
            if (acknowledgement.payload().length > 0) {
                if (answer.length > 0) {
                    return new Result(-Errno.EIO);
                }
                answer = acknowledgement.payload();
            }
        }
        if (answer.length == 0) {
            return new Silence();
        }
        try {
            return new Result(new Decoder(answer).envelope(1, (_, content) -> (int) content.u32()));
        } catch (MalformedException malformed) {
            return new Result(-Errno.EIO);
        }
    }
}
