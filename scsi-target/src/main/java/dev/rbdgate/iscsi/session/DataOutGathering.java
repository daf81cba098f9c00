package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.text.SessionParameters;
import dev.rbdgate.scsi.ScsiTask.DataOutReceiver;
import dev.rbdgate.scsi.Sense;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task's data-out on its way in: immediate, unsolicited, then what R2Ts ask for (RFC 7143
 * 4.2.5.2). Data comes in order, as DataPDUInOrder and DataSequenceInOrder are always Yes, so what
 * has arrived is a prefix. Payload stays where it was received, in as many parts.
 */
final class DataOutGathering {

    /** More parts than an I/O vector takes are joined by copying, which only tiny PDUs bring on. */
    private static final int MAX_PARTS = 1024;

    /** Sends R2Ts. */
    @FunctionalInterface
    interface R2tSender {
        /** Returns the target transfer tag. */
        int send(int r2tSn, long bufferOffset, int byteCount);
    }

    private static final class Sequence {
        private final int transferTag;
        private final int length;
        private int received;
        private int dataSn;

        Sequence(int transferTag, int length) {
            this.transferTag = transferTag;
            this.length = length;
        }
    }

    private final SessionParameters parameters;
    private final ByteBufAllocator allocator;
    private final long firstBurstEnd;
    private final Deque<Sequence> solicited = new ArrayDeque<>();
    private @Nullable Sequence unsolicited;
    private ByteBuf gathered = Unpooled.EMPTY_BUFFER;

    /**
     * The same when it is made of several PDUs. A single one may be a composite as well, of parts
     * in which padding and a digest follow what is readable: nothing can be added to that.
     */
    private @Nullable CompositeByteBuf joined;

    private int received;
    private int demanded = -1;
    private int asked;
    private int r2tCount;
    private @Nullable DataOutReceiver receiver;

    /**
     * @param expectedBytes what the initiator will send at most
     * @param immediate immediate data; ownership is taken
     * @param unsolicitedFollows whether unsolicited Data-Out PDUs are to come
     */
    DataOutGathering(
            SessionParameters parameters,
            ByteBufAllocator allocator,
            long expectedBytes,
            ByteBuf immediate,
            boolean unsolicitedFollows) {
        this.parameters = parameters;
        this.allocator = allocator;
        this.firstBurstEnd = Math.min(parameters.firstBurstBytes(), expectedBytes);
        append(immediate);
        if (unsolicitedFollows) {
            unsolicited = new Sequence(Bhs.NO_TAG, (int) Math.max(0, firstBurstEnd - received));
        }
    }

    /** What is wrong with the command's own data, if anything. */
    Optional<Sense> checkImmediate() {
        if ((received > 0 && !parameters.immediateData())
                || (unsolicited != null && parameters.initialR2t())) {
            return Optional.of(TransportSense.UNEXPECTED_UNSOLICITED_DATA);
        }
        return received > firstBurstEnd
                ? Optional.of(TransportSense.INCORRECT_AMOUNT_OF_DATA)
                : Optional.empty();
    }

    /** Whether the initiator is still sending what nobody asked for. */
    boolean isUnsolicitedComing() {
        return unsolicited != null;
    }

    /** Whether the device server waits for data. */
    boolean isAwaited() {
        return receiver != null;
    }

    /** How many R2Ts were sent. */
    int r2tCount() {
        return r2tCount;
    }

    /** The device server wants the first {@code byteCount} bytes. */
    void demand(int byteCount, DataOutReceiver dataOutReceiver, R2tSender sender) {
        demanded = byteCount;
        receiver = dataOutReceiver;
        proceed(sender);
    }

    /**
     * Takes a Data-Out PDU with its data; what is wrong with it, if anything, ends the task.
     *
     * <p>The data is owned from here on in either case.
     */
    Optional<Sense> accept(DataOut pdu, R2tSender sender) {
        Sequence sequence =
                pdu.targetTransferTag() == Bhs.NO_TAG ? unsolicited : solicited.peekFirst();
        int length = pdu.data().readableBytes();
        if (sequence == null || sequence.transferTag != pdu.targetTransferTag()) {
            pdu.data().release();
            return Optional.of(TransportSense.UNEXPECTED_UNSOLICITED_DATA);
        }
        if (pdu.bufferOffset() != received
                || pdu.dataSn() != sequence.dataSn
                || length > sequence.length - sequence.received) {
            pdu.data().release();
            return Optional.of(TransportSense.INCORRECT_AMOUNT_OF_DATA);
        }
        sequence.dataSn++;
        sequence.received += length;
        append(pdu.data());
        if (sequence != unsolicited) {
            boolean complete = sequence.received == sequence.length;
            if (complete != pdu.isFinal()) {
                return Optional.of(TransportSense.INCORRECT_AMOUNT_OF_DATA);
            }
            if (complete) {
                solicited.removeFirst();
            }
        } else if (pdu.isFinal()) {
            unsolicited = null;
        }
        proceed(sender);
        return Optional.empty();
    }

    /** Nobody waits for data any longer, and what comes is not kept. */
    void abandon() {
        receiver = null;
        unsolicited = null;
        solicited.clear();
    }

    /** Gives back what was gathered. */
    void release() {
        gathered.release();
        gathered = Unpooled.EMPTY_BUFFER;
        joined = null;
    }

    private void proceed(R2tSender sender) {
        if (unsolicited != null) {
            return;
        }
        DataOutReceiver waiting = receiver;
        if (waiting == null) {
            return;
        }
        if (received >= demanded) {
            receiver = null;
            waiting.received(
                    received == demanded
                            ? gathered
                            : gathered.slice(gathered.readerIndex(), demanded));
            return;
        }
        asked = Math.max(asked, received);
        while (asked < demanded && solicited.size() < parameters.maxOutstandingR2ts()) {
            int length = Math.min(parameters.maxBurstBytes(), demanded - asked);
            int tag = sender.send(r2tCount, asked, length);
            r2tCount++;
            solicited.addLast(new Sequence(tag, length));
            asked += length;
        }
    }

    private void append(ByteBuf data) {
        int length = data.readableBytes();
        if (length == 0) {
            data.release();
            return;
        }
        if (received == 0) {
            gathered = data;
        } else if (joined != null) {
            if (joined.numComponents() >= MAX_PARTS) {
                joined.consolidate();
            }
            joined.addFlattenedComponents(true, data);
        } else {
            joined =
                    allocator
                            .compositeDirectBuffer(Integer.MAX_VALUE)
                            .addFlattenedComponents(true, gathered)
                            .addFlattenedComponents(true, data);
            gathered = joined;
        }
        received += length;
    }
}
