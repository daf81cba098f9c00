package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.RejectReason;
import dev.rbdgate.iscsi.pdu.TextRequest;
import dev.rbdgate.iscsi.pdu.TextResponse;
import dev.rbdgate.iscsi.text.KeyValues;
import dev.rbdgate.iscsi.text.TextFormatException;
import dev.rbdgate.iscsi.text.TextGatherer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text requests in full feature phase (RFC 7143 11.10). One exchange at a time: a request without a
 * target transfer tag starts anew, one with a tag goes on. Answers that are longer than the
 * initiator's data segments go out in parts, each fetched by an empty request.
 */
final class TextExchange {

    /** Answers the keys of an exchange; pairs, since an answer may repeat a key. */
    @FunctionalInterface
    interface Answers {
        List<Map.Entry<String, String>> answer(Map<String, String> keys) throws TextFormatException;
    }

    private final Outbox out;
    private final Answers answers;
    private @Nullable Running running;
    private int lastTransferTag;

    private static final class Running {
        private final int initiatorTaskTag;
        private final TextGatherer text = new TextGatherer();
        private ByteBuf unsent = Unpooled.EMPTY_BUFFER;
        private int transferTag = Bhs.NO_TAG;

        Running(int initiatorTaskTag) {
            this.initiatorTaskTag = initiatorTaskTag;
        }
    }

    TextExchange(Outbox out, Answers answers) {
        this.out = out;
        this.answers = answers;
    }

    /**
     * Answers a request, whose data is not released.
     *
     * @param segmentBytes the initiator's limit on data segments
     * @return why it is to be rejected, if so
     */
    Optional<RejectReason> receive(TextRequest request, int segmentBytes) {
        Running current = running;
        if (request.targetTransferTag() == Bhs.NO_TAG) {
            current = new Running(request.initiatorTaskTag());
            running = current;
        } else if (current == null
                || current.transferTag != request.targetTransferTag()
                || current.initiatorTaskTag != request.initiatorTaskTag()) {
            return Optional.of(RejectReason.INVALID_PDU_FIELD);
        }
        if (request.isFinal() && request.toBeContinued()) {
            running = null;
            return Optional.of(RejectReason.PROTOCOL_ERROR);
        }
        try {
            current.text.add(request.data());
            if (!request.toBeContinued()) {
                Map<String, String> keys = current.text.take();
                if (!current.unsent.isReadable()) {
                    current.unsent = KeyValues.encode(answers.answer(keys));
                }
            }
        } catch (TextFormatException malformed) {
            running = null;
            return Optional.of(RejectReason.PROTOCOL_ERROR);
        }
        respond(request, current, segmentBytes);
        return Optional.empty();
    }

    private void respond(TextRequest request, Running current, int segmentBytes) {
        ByteBuf part =
                request.toBeContinued()
                        ? Unpooled.EMPTY_BUFFER
                        : current.unsent.readBytes(
                                Math.min(segmentBytes, current.unsent.readableBytes()));
        boolean more = current.unsent.isReadable();
        boolean done = request.isFinal() && !more;
        if (done) {
            running = null;
        } else {
            lastTransferTag = lastTransferTag + 1 == Bhs.NO_TAG ? 0 : lastTransferTag + 1;
            current.transferTag = lastTransferTag;
        }
        int transferTag = done ? Bhs.NO_TAG : current.transferTag;
        out.status(numbers ->
                new TextResponse(
                        done, more, 0, request.initiatorTaskTag(), transferTag, numbers, part));
    }
}
