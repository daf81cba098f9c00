package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.CommandPdu;
import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.pdu.NopOut;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Command numbering (RFC 7143 4.2.2.1): which CmdSN comes next, and how far ahead the initiator may
 * go, on whichever connection. Running commands take their place in the window until they end, so
 * it bounds them, too.
 */
final class CommandWindow {

    /** Commands that an initiator may have outstanding. Linux asks for 128 by default. */
    static final int SIZE = 256;

    /** What to do with a numbered request. */
    enum Verdict {
        /** It is the next one. */
        DELIVER,
        /** Others come before it; {@link #next} gives it out when they are there. */
        HELD,
        /** Outside the window, or there already: to be ignored silently (RFC 7143 4.2.2.1). */
        IGNORED
    }

    /** What to do with unsolicited data. */
    enum DataVerdict {
        /** Its command has been delivered, or is gone. */
        DELIVER,
        /** It is kept with its command. */
        HELD,
        /** It is more than may come unsolicited. */
        EXCESS
    }

    /** Who takes requests: that of the connection that a request came in on. */
    @FunctionalInterface
    interface Receiver {
        void deliver(Held request);
    }

    /**
     * A request that came too early.
     *
     * @param data unsolicited data that has come for it
     */
    record Held(CommandPdu request, Receiver receiver, List<DataOut> data) {
        Held(CommandPdu request, Receiver receiver) {
            this(request, receiver, new ArrayList<>(0));
        }

        void deliver() {
            receiver.deliver(this);
        }

        private void release() {
            request.data().release();
            data.forEach(each -> each.data().release());
        }

        private boolean isCommand(int initiatorTaskTag) {
            return request instanceof ScsiCommand && request.initiatorTaskTag() == initiatorTaskTag;
        }

        /** What it holds; an empty PDU costs its header, too. */
        private long bytes() {
            long bytes = 0;
            for (DataOut each : data) {
                bytes += Math.max(Bhs.LENGTH, each.data().readableBytes());
            }
            return bytes;
        }
    }

    private final @Nullable Held[] held = new @Nullable Held[SIZE];
    private int heldCount;
    private int expCmdSn;
    private int running;

    /**
     * @param initialCmdSn of the login requests, which the first command repeats
     */
    CommandWindow(int initialCmdSn) {
        expCmdSn = initialCmdSn;
    }

    int expCmdSn() {
        return expCmdSn;
    }

    int maxCmdSn() {
        return expCmdSn + SIZE - running - 1;
    }

    /** Takes a request that is not immediate. */
    Verdict accept(CommandPdu request, Receiver receiver) {
        int cmdSn = request.cmdSn();
        if (!isExpected(cmdSn) || held[slot(cmdSn)] != null) {
            return Verdict.IGNORED;
        }
        if (cmdSn == expCmdSn) {
            expCmdSn++;
            return Verdict.DELIVER;
        }
        held[slot(cmdSn)] = new Held(request, receiver);
        heldCount++;
        return Verdict.HELD;
    }

    /**
     * Takes data that no delivered command awaits.
     *
     * @param most bytes that a command may have unsolicited
     */
    DataVerdict accept(DataOut data, Receiver receiver, int most) {
        if (heldCount == 0 || data.targetTransferTag() != Bhs.NO_TAG) {
            return DataVerdict.DELIVER;
        }
        for (Held request : held) {
            if (request != null
                    && request.receiver().equals(receiver)
                    && request.isCommand(data.initiatorTaskTag())) {
                if (request.bytes() + data.data().readableBytes() > most) {
                    return DataVerdict.EXCESS;
                }
                request.data().add(data);
                return DataVerdict.HELD;
            }
        }
        return DataVerdict.DELIVER;
    }

    /** The request that was held back for the one just delivered, or null. */
    @Nullable Held next() {
        Held next = held[slot(expCmdSn)];
        if (next != null) {
            held[slot(expCmdSn)] = null;
            heldCount--;
            expCmdSn++;
        }
        return next;
    }

    /** Whether a command of this number may still come. */
    boolean isExpected(int cmdSn) {
        return cmdSn - expCmdSn >= 0 && cmdSn - maxCmdSn() <= 0;
    }

    /** Counts a number as received although its command never will be (RFC 7143 11.6.1). */
    Verdict plug(int cmdSn) {
        return accept(
                new NopOut(false, 0, Bhs.NO_TAG, Bhs.NO_TAG, cmdSn, 0, Unpooled.EMPTY_BUFFER),
                _ -> {});
    }

    /**
     * Counts the number of a command as received that is to be aborted before it ran: one that may
     * still come, or was held back. Returns whether there is such a command.
     */
    boolean cancel(int cmdSn, int initiatorTaskTag) {
        if (!isExpected(cmdSn)) {
            return false;
        }
        Held early = held[slot(cmdSn)];
        if (early != null) {
            if (!early.isCommand(initiatorTaskTag)) {
                return false;
            }
            drop(cmdSn, early);
        } else {
            var _ = plug(cmdSn);
        }
        return true;
    }

    private void drop(int cmdSn, Held request) {
        request.release();
        held[slot(cmdSn)] = null;
        heldCount--;
        var _ = plug(cmdSn);
    }

    /** A delivered request goes on running. */
    void started() {
        running++;
    }

    /** A running request has ended. */
    void ended() {
        running--;
    }

    /** A connection is gone: what it held back is released, and its numbers count as received. */
    void forget(Receiver receiver) {
        for (int i = 0; i < SIZE; i++) {
            Held request = held[i];
            if (request != null && request.receiver().equals(receiver)) {
                drop(request.request().cmdSn(), request);
            }
        }
    }

    private static int slot(int cmdSn) {
        return cmdSn & SIZE - 1;
    }
}
