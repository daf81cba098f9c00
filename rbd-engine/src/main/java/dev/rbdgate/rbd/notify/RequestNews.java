package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;

/** How a request goes, from the owner to the one who made it. */
public sealed interface RequestNews extends HeaderMessage {

    AsyncRequestId request();

    /** {@code offset} of {@code total} is done, in units of the owner's own. */
    record Progress(AsyncRequestId request, long offset, long total) implements RequestNews {
        static final int OPERATION = 4;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(request).u64(offset).u64(total);
        }
    }

    /**
     * The request has ended.
     *
     * @param result 0 or a negative error number
     */
    record Complete(AsyncRequestId request, int result) implements RequestNews {
        static final int OPERATION = 5;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(request).u32(result);
        }
    }

    /** Reads what follows the number of the operation. */
    static RequestNews decode(int operation, Decoder content) {
        AsyncRequestId request = AsyncRequestId.decode(content);
        if (operation == Complete.OPERATION) {
            return new Complete(request, (int) content.u32());
        }
        long offset = content.u64();
        return new Progress(request, offset, content.u64());
    }
}
