package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parameter data of PERSISTENT RESERVE IN (SPC-5 6.16), whole. */
public final class PersistentReserveInData {

    private static final int HEADER_BYTES = 8;
    private static final int RESERVATION_BYTES = 16;
    private static final int FULL_STATUS_BYTES = 24;
    private static final int CAPABILITIES_BYTES = 8;

    /** RLR_C, CRH, SIP_C, ATP_C and PTPL_C. */
    private static final int CAPABILITIES = 0x9d;

    /** TMV, and ALLOW COMMANDS 100b: what the reservation table lets through. */
    private static final int TYPE_MASK_VALID_AND_ALLOWED_COMMANDS = 0xc0;

    private static final int PERSISTENCE_ACTIVE = 0x01;

    /** Every type there is: 7h, 6h, 5h, 3h, 1h in the first byte, 8h in the second. */
    private static final int TYPE_MASK = 0xea01;

    private static final int R_HOLDER = 0x01;

    private PersistentReserveInData() {}

    public static byte[] of(InServiceAction action, PersistentReservations state) {
        return switch (action) {
            case READ_KEYS -> keys(state);
            case READ_RESERVATION -> reservation(state);
            case REPORT_CAPABILITIES -> capabilities(state);
            case READ_FULL_STATUS -> fullStatus(state);
        };
    }

    private static void putHeader(
            ByteBuffer out, PersistentReservations state, int additionalLength) {
        out.putInt(state.generation()).putInt(additionalLength);
    }

    private static byte[] keys(PersistentReservations state) {
        int length = state.registrations().size() * Long.BYTES;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + length);
        putHeader(out, state, length);
        state.registrations().values().forEach(out::putLong);
        return out.array();
    }

    private static byte[] reservation(PersistentReservations state) {
        Reservation reservation = state.reservation();
        int length = reservation == null ? 0 : RESERVATION_BYTES;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + length);
        putHeader(out, state, length);
        if (reservation != null) {
            Nexus holder = reservation.holder();
            Long key = holder == null ? null : state.key(holder);
            out.putLong(key == null ? 0 : key);
            out.putInt(0).put((byte) 0).put(scopeAndType(reservation));
        }
        return out.array();
    }

    private static byte[] capabilities(PersistentReservations state) {
        int active = state.persistent() ? PERSISTENCE_ACTIVE : 0;
        return ByteBuffer.allocate(CAPABILITIES_BYTES)
                .putShort((short) CAPABILITIES_BYTES)
                .put((byte) CAPABILITIES)
                .put((byte) (TYPE_MASK_VALID_AND_ALLOWED_COMMANDS | active))
                .putShort((short) TYPE_MASK)
                .array();
    }

    private static byte[] fullStatus(PersistentReservations state) {
        List<byte[]> transportIds = new ArrayList<>();
        int length = 0;
        for (Nexus nexus : state.registrations().keySet()) {
            byte[] id = TransportId.of(nexus).encode();
            transportIds.add(id);
            length += FULL_STATUS_BYTES + id.length;
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + length);
        putHeader(out, state, length);
        int index = 0;
        for (Map.Entry<Nexus, Long> registration : state.registrations().entrySet()) {
            byte[] id = transportIds.get(index++);
            out.putLong(registration.getValue()).putInt(0);
            Reservation reservation = state.reservation();
            // ALL_TG_PT stays zero: each nexus has its own descriptor.
            if (reservation != null && state.holds(registration.getKey())) {
                out.put((byte) R_HOLDER).put(scopeAndType(reservation));
            } else {
                out.putShort((short) 0);
            }
            out.putInt(0).putShort((short) registration.getKey().portalGroupTag());
            out.putInt(id.length).put(id);
        }
        return out.array();
    }

    private static byte scopeAndType(Reservation reservation) {
        return (byte) (Reservation.LU_SCOPE << 4 | reservation.type().code());
    }
}
