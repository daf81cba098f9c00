package dev.rbdgate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The unit attentions that one session is owed by one LUN: each is to be told by the first command
 * that can tell it.
 */
final class AttentionModel {

    static final int POWER_ON_OR_RESET = 0x29;
    static final int PARAMETERS = 0x2a;
    static final int LUNS_CHANGED = 0x3f0e;
    static final int CAPACITY_CHANGED = 0x2a09;
    private static final int COMMANDS_CLEARED = 0x2f00;
    private static final int RESERVATIONS_FIRST = 0x2a03;
    private static final int RESERVATIONS_LAST = 0x2a05;

    /** One that was raised and not told. */
    private static final class Owed {
        final int code;
        final long since;
        int firstSilent;
        boolean silent;

        Owed(int code, long since) {
            this.code = code;
            this.since = since;
        }
    }

    private final World world;
    private final String whose;
    private final List<Owed> owed = new ArrayList<>();
    private final TreeMap<Integer, Long> lastTold = new TreeMap<>();

    /** Commands that have no answer yet. */
    private final List<Command> open = new ArrayList<>();

    private long begun = Long.MAX_VALUE;

    AttentionModel(World world, String whose) {
        this.world = world;
        this.whose = whose;
    }

    /** A session begins: its first command hears of power on. */
    void sessionBegins() {
        owed.clear();
        lastTold.clear();
        begun = world.now();
        owed.add(new Owed(POWER_ON_OR_RESET << 8, world.now()));
    }

    /**
     * Something has happened that the session is to be told, unless it was told, or began, since
     * then.
     *
     * @param since when it was begun
     */
    void raise(int code, long since) {
        if (begun >= since || lastTold.getOrDefault(code, -1L) >= since) {
            return;
        }
        owed.removeIf(each -> each.code == code && !each.silent);
        owed.add(new Owed(code, world.now()));
    }

    private static boolean matches(int owedCode, int told) {
        return owedCode == told
                || (owedCode == POWER_ON_OR_RESET << 8 && told >> 8 == POWER_ON_OR_RESET);
    }

    /** A command that tells unit attentions is made. */
    void begins(Command command) {
        open.add(command);
    }

    /**
     * A command that tells unit attentions was answered.
     *
     * @param sent when
     */
    void answered(Command command, Reply reply, long sent) {
        open.remove(command);
        if (reply.isSense(6)) {
            told(command, reply.additionalSense());
        } else if (reply.outcome() == Reply.Outcome.ABORTED
                || reply.outcome() == Reply.Outcome.LOST) {
            // It may have been about to tell, and was not let, or has told on a lost connection.
            owed.clear();
        } else if (reply.outcome() == Reply.Outcome.GOOD
                || reply.outcome() == Reply.Outcome.CHECK_CONDITION
                || reply.outcome() == Reply.Outcome.RESERVATION_CONFLICT) {
            for (Owed each : owed) {
                if (sent > each.since && (!each.silent || command.cmdSn - each.firstSilent < 0)) {
                    each.silent = true;
                    each.firstSilent = command.cmdSn;
                }
            }
        }
        owed.stream().filter(this::isTooLate).findFirst().ifPresent(this::untold);
    }

    /** Whether everything that came before the first silent answer has been answered as well. */
    private boolean isTooLate(Owed each) {
        return each.silent
                && open.stream()
                        .noneMatch(command -> command.sent && command.cmdSn - each.firstSilent < 0);
    }

    private void untold(Owed each) {
        throw new Violation(
                "%s was not told of unit attention %04x of %.3f ms by CmdSN %d"
                        .formatted(whose, each.code, each.since / 1e6, each.firstSilent));
    }

    private void told(Command command, int code) {
        int told = code >> 8 == POWER_ON_OR_RESET ? POWER_ON_OR_RESET << 8 : code;
        lastTold.put(told, world.now());
        // One that an earlier command must have told will be missed in its answer.
        if (owed.removeIf(
                each ->
                        matches(each.code, code)
                                && (!each.silent || command.cmdSn - each.firstSilent < 0))) {
            return;
        }
        boolean mayComeAtAnyTime =
                code == CAPACITY_CHANGED
                        || code == COMMANDS_CLEARED
                        || code == LUNS_CHANGED
                        || (code >= RESERVATIONS_FIRST && code <= RESERVATIONS_LAST);
        if (!mayComeAtAnyTime && code >> 8 != POWER_ON_OR_RESET) {
            throw new Violation("%s: unit attention %04x for no reason".formatted(whose, code));
        }
    }
}
