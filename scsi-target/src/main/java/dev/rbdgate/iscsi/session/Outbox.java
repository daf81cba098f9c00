package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.PduWriter;
import dev.rbdgate.iscsi.pdu.SequenceNumbers;
import dev.rbdgate.iscsi.pdu.TargetPdu;
import io.netty.buffer.Unpooled;
import java.util.function.Function;

/** Sends a session's PDUs with their sequence numbers (RFC 7143 4.2.2). */
final class Outbox {

    private final PduWriter writer;
    private final CommandWindow window;
    private int statSn;

    Outbox(PduWriter writer, CommandWindow window, int firstStatSn) {
        this.writer = writer;
        this.window = window;
        this.statSn = firstStatSn;
    }

    /** For a PDU that carries a status: takes the next StatSN. */
    SequenceNumbers nextStatus() {
        return numbers(statSn++);
    }

    /** For a PDU that carries none: tells the next StatSN. */
    SequenceNumbers noStatus() {
        return numbers(statSn);
    }

    /** For a PDU whose StatSN is reserved: Data-In without status (RFC 7143 11.7.3). */
    SequenceNumbers reservedStatus() {
        return numbers(0);
    }

    /** That of the next status. */
    int nextStatSn() {
        return statSn;
    }

    /** Queues a PDU with a status, which is made with its numbers. */
    void status(Function<SequenceNumbers, TargetPdu> pdu) {
        writer.write(pdu.apply(nextStatus()));
    }

    /** Asks the initiator for a sign of life, which tells what it has received, too. */
    void ping(int transferTag) {
        write(new NopIn(0, Bhs.NO_TAG, transferTag, noStatus(), Unpooled.EMPTY_BUFFER));
        flush();
    }

    void write(TargetPdu pdu) {
        writer.write(pdu);
    }

    void flush() {
        writer.flush();
    }

    private SequenceNumbers numbers(int number) {
        return new SequenceNumbers(number, window.expCmdSn(), window.maxCmdSn());
    }
}
