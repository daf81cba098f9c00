package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.CommandPdu;
import dev.rbdgate.iscsi.pdu.NopOut;
import io.netty.buffer.Unpooled;
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

    /** Who takes requests: that of the connection that a request came in on. */
    @FunctionalInterface
    interface Receiver {
        void deliver(CommandPdu request);
    }

    /** A request that came too early. */
    record Held(CommandPdu request, Receiver receiver) {
        void deliver() {
            receiver.deliver(request);
        }
    }

    private final @Nullable Held[] held = new @Nullable Held[SIZE];
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
        return Verdict.HELD;
    }

    /** The request that was held back for the one just delivered, or null. */
    @Nullable Held next() {
        Held next = held[slot(expCmdSn)];
        if (next != null) {
            held[slot(expCmdSn)] = null;
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
                request.request().data().release();
                held[i] = null;
                var _ = plug(request.request().cmdSn());
            }
        }
    }

    private static int slot(int cmdSn) {
        return cmdSn & SIZE - 1;
    }
}
