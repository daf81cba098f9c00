package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The parameter lists of PERSISTENT RESERVE OUT (SPC-5 6.17.3, 6.17.4). */
public final class PersistentReserveOutList {

    /** The basic parameter list. */
    static final int BASIC_BYTES = 24;

    /** Longest parameter list: more TransportIDs than a unit takes registrations at a time. */
    public static final int MAX_BYTES = 1 << 16;

    static final int RESERVATION_KEY = 0;
    static final int SERVICE_ACTION_KEY = 8;
    static final int FLAGS = 20;
    static final int SPEC_I_PT_BIT = 3;
    static final int ALL_TG_PT_BIT = 2;
    static final int APTPL_BIT = 0;
    static final int TRANSPORT_IDS_LENGTH = 24;
    static final int TRANSPORT_IDS = 28;

    static final int MOVE_FLAGS = 17;
    static final int MOVE_UNREG_BIT = 1;
    static final int MOVE_APTPL_BIT = 0;
    static final int MOVE_TARGET_PORT = 18;
    static final int MOVE_TRANSPORT_ID_LENGTH = 20;
    static final int MOVE_TRANSPORT_ID = 24;

    private PersistentReserveOutList() {}

    /**
     * Checks PARAMETER LIST LENGTH before anything is received.
     *
     * @throws Refusal 05/1A/00
     */
    public static void checkLength(OutServiceAction action, long bytes) {
        boolean fits =
                switch (action) {
                    case REGISTER, REGISTER_AND_MOVE -> bytes >= BASIC_BYTES && bytes <= MAX_BYTES;
                    case RESERVE,
                            RELEASE,
                            CLEAR,
                            PREEMPT,
                            PREEMPT_AND_ABORT,
                            REGISTER_AND_IGNORE_EXISTING_KEY,
                            REPLACE_LOST_RESERVATION ->
                            bytes == BASIC_BYTES;
                };
        if (!fits) {
            throw Refusal.parameterListLength("%s with %d bytes".formatted(action, bytes));
        }
    }

    /**
     * @param scopeAndType byte 2 of the CDB
     * @param list as received, of any length
     * @throws Refusal 05/1A/00 or 05/26/00
     */
    public static ReservationAction decode(
            OutServiceAction action, int scopeAndType, ByteBuffer list) {
        ByteBuffer in = list.slice();
        checkLength(action, in.remaining());
        long key = in.getLong(RESERVATION_KEY);
        long actionKey = in.getLong(SERVICE_ACTION_KEY);
        if (action == OutServiceAction.REGISTER_AND_MOVE) {
            return move(in, key, actionKey);
        }
        int scope = scopeAndType >> 4;
        int type = scopeAndType & 0xf;
        boolean persistent = bit(in, FLAGS, APTPL_BIT);
        boolean allPorts = bit(in, FLAGS, ALL_TG_PT_BIT);
        boolean specifies = bit(in, FLAGS, SPEC_I_PT_BIT);
        if (specifies && action != OutServiceAction.REGISTER) {
            throw Refusal.invalidFieldInParameterList(
                    FLAGS, SPEC_I_PT_BIT, "SPEC_I_PT with " + action);
        }
        return switch (action) {
            case REGISTER ->
                    new Register(
                            false,
                            key,
                            actionKey,
                            specifies,
                            transportIds(in, specifies),
                            allPorts,
                            persistent);
            case REGISTER_AND_IGNORE_EXISTING_KEY ->
                    new Register(true, key, actionKey, false, List.of(), allPorts, persistent);
            case RESERVE -> new Reserve(key, scope, type);
            case RELEASE -> new Release(key, scope, type);
            case CLEAR -> new Clear(key);
            case PREEMPT -> new Preempt(key, actionKey, scope, type, false);
            case PREEMPT_AND_ABORT -> new Preempt(key, actionKey, scope, type, true);
            case REGISTER_AND_MOVE -> move(in, key, actionKey);
            case REPLACE_LOST_RESERVATION -> {
                if (allPorts) {
                    throw Refusal.invalidFieldInParameterList(
                            FLAGS, ALL_TG_PT_BIT, "ALL_TG_PT with " + action);
                }
                yield new ReplaceLostReservation(key, actionKey, scope, type, persistent);
            }
        };
    }

    private static List<TransportId> transportIds(ByteBuffer in, boolean specifies) {
        if (!specifies) {
            if (in.limit() != BASIC_BYTES) {
                throw Refusal.parameterListLength("REGISTER with %d bytes".formatted(in.limit()));
            }
            return List.of();
        }
        if (in.limit() < TRANSPORT_IDS
                || (in.getInt(TRANSPORT_IDS_LENGTH) & 0xffffffffL) != in.limit() - TRANSPORT_IDS) {
            throw Refusal.parameterListLength("TransportIDs in %d bytes".formatted(in.limit()));
        }
        List<TransportId> ids = new ArrayList<>();
        in.position(TRANSPORT_IDS);
        while (in.hasRemaining()) {
            ids.add(TransportId.decode(in));
        }
        return ids;
    }

    private static RegisterAndMove move(ByteBuffer in, long key, long newKey) {
        if ((in.getInt(MOVE_TRANSPORT_ID_LENGTH) & 0xffffffffL) != in.limit() - MOVE_TRANSPORT_ID) {
            throw Refusal.parameterListLength("a TransportID in %d bytes".formatted(in.limit()));
        }
        TransportId port = TransportId.decode(in.position(MOVE_TRANSPORT_ID));
        if (in.hasRemaining()) {
            throw Refusal.invalidFieldInParameterList(
                    MOVE_TRANSPORT_ID_LENGTH, -1, "more than one TransportID");
        }
        return new RegisterAndMove(
                key,
                newKey,
                bit(in, MOVE_FLAGS, MOVE_UNREG_BIT),
                bit(in, MOVE_FLAGS, MOVE_APTPL_BIT),
                in.getShort(MOVE_TARGET_PORT) & 0xffff,
                port);
    }

    private static boolean bit(ByteBuffer in, int offset, int bit) {
        return (in.get(offset) >> bit & 1) != 0;
    }
}
