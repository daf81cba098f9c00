package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.record.DamagedRecordException;
import dev.rbdgate.scsi.record.NewerRecordException;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Persistent reservations as a section of the unit's record (SPC-5 5.14.5.1). PRGENERATION is not
 * in it: a power on clears it.
 *
 * <p>Format, big-endian: version (1); type, 0 for no reservation (1); the holder's place among the
 * registrations, FFFFh for none (2); number of registrations (2); for each of them, in order, key
 * (8), ISID (8), portal group tag (2), and initiator name and target name, each as length (2) and
 * UTF-8 bytes. State that does not persist through power loss has no section at all.
 */
final class ReservationRecord {

    private static final int VERSION = 1;
    private static final int NO_TYPE = 0;
    private static final int NO_HOLDER = 0xffff;
    private static final int FIXED_BYTES = 18;

    private ReservationRecord() {}

    static byte[] encode(PersistentReservations state) {
        if (!state.persistent()) {
            return new byte[0];
        }
        Reservation reservation = state.reservation();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.write(reservation == null ? NO_TYPE : reservation.type().code());
        out.writeBytes(u16(holderIndex(state, reservation)));
        out.writeBytes(u16(state.registrations().size()));
        state.registrations()
                .forEach((nexus, key) -> {
                    out.writeBytes(
                            ByteBuffer.allocate(FIXED_BYTES)
                                    .putLong(key)
                                    .putLong(nexus.isid())
                                    .putShort((short) nexus.portalGroupTag())
                                    .array());
                    writeText(out, nexus.initiatorName());
                    writeText(out, nexus.targetName());
                });
        return out.toByteArray();
    }

    /**
     * @param section no bytes if none was stored
     * @throws DamagedRecordException if it is not what {@link #encode} made
     * @throws NewerRecordException if a later version made it
     */
    static PersistentReservations decode(byte[] section) {
        if (section.length == 0) {
            return PersistentReservations.NONE;
        }
        int version = section[0] & 0xff;
        if (version > VERSION) {
            throw new NewerRecordException("reservations of version " + version);
        }
        try {
            return decode(ByteBuffer.wrap(section, 1, section.length - 1));
        } catch (BufferUnderflowException | IllegalArgumentException wrong) {
            throw new DamagedRecordException("reservations: " + wrong);
        }
    }

    private static PersistentReservations decode(ByteBuffer in) {
        int typeCode = in.get() & 0xff;
        int holderIndex = in.getShort() & 0xffff;
        int count = in.getShort() & 0xffff;
        SequencedMap<Nexus, Long> registrations = new LinkedHashMap<>();
        Nexus holder = null;
        for (int index = 0; index < count; index++) {
            long key = in.getLong();
            long isid = in.getLong();
            int portalGroupTag = in.getShort() & 0xffff;
            Nexus nexus = new Nexus(text(in), isid, text(in), portalGroupTag);
            registrations.put(nexus, key);
            if (index == holderIndex) {
                holder = nexus;
            }
        }
        if (in.hasRemaining()) {
            throw new DamagedRecordException(in.remaining() + " bytes behind the reservations");
        }
        return new PersistentReservations(
                0, registrations, reservation(typeCode, holder), true, false);
    }

    private static @Nullable Reservation reservation(int typeCode, @Nullable Nexus holder) {
        if (typeCode == NO_TYPE) {
            return null;
        }
        ReservationType type = ReservationType.ofCode(typeCode);
        if (type == null) {
            throw new DamagedRecordException("reservation of type " + typeCode);
        }
        return new Reservation(type, holder);
    }

    private static int holderIndex(
            PersistentReservations state, @Nullable Reservation reservation) {
        int index = 0;
        for (Nexus nexus : state.registrations().keySet()) {
            if (reservation != null && nexus.equals(reservation.holder())) {
                return index;
            }
            index++;
        }
        return NO_HOLDER;
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(u16(bytes.length));
        out.writeBytes(bytes);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }
}
