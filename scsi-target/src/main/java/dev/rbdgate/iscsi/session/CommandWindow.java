package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.CommandPdu;
import dev.rbdgate.iscsi.pdu.NopOut;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Command numbering (RFC 7143 4.2.2.1): which CmdSN comes next, and how far ahead the initiator may
 * go. Running commands take their place in the window until they end, so it bounds them, too.
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

    private final @Nullable CommandPdu[] held = new @Nullable CommandPdu[SIZE];
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
    Verdict accept(CommandPdu request) {
        int cmdSn = request.cmdSn();
        if (!isExpected(cmdSn) || held[slot(cmdSn)] != null) {
            return Verdict.IGNORED;
        }
        if (cmdSn == expCmdSn) {
            expCmdSn++;
            return Verdict.DELIVER;
        }
        held[slot(cmdSn)] = request;
        return Verdict.HELD;
    }

    /** The request that was held back for the one just delivered, or null. */
    @Nullable CommandPdu next() {
        CommandPdu request = held[slot(expCmdSn)];
        if (request != null) {
            held[slot(expCmdSn)] = null;
            expCmdSn++;
        }
        return request;
    }

    /** Whether a command of this number may still come. */
    boolean isExpected(int cmdSn) {
        return cmdSn - expCmdSn >= 0 && cmdSn - maxCmdSn() <= 0;
    }

    /** Counts a number as received although its command never will be (RFC 7143 11.6.1). */
    Verdict plug(int cmdSn) {
        return accept(
                new NopOut(false, 0, Bhs.NO_TAG, Bhs.NO_TAG, cmdSn, 0, Unpooled.EMPTY_BUFFER));
    }

    /** A delivered request goes on running. */
    void started() {
        running++;
    }

    /** A running request has ended. */
    void ended() {
        running--;
    }

    /** Takes out what is held, to be released. */
    List<CommandPdu> clear() {
        List<CommandPdu> requests = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            CommandPdu request = held[i];
            if (request != null) {
                requests.add(request);
                held[i] = null;
            }
        }
        return requests;
    }

    private static int slot(int cmdSn) {
        return cmdSn & SIZE - 1;
    }
}
