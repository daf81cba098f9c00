package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * All that persistent reservations know of one unit (SPC-5 5.14). Immutable.
 *
 * @param generation PRGENERATION, unsigned; zero after a power on
 * @param registrations reservation keys by nexus, in the order of registration
 * @param reservation null if there is none; its holder is registered
 * @param persistent the last APTPL bit received: whether this survives a loss of power
 * @param lost whether stored reservations could not be read back: until REPLACE LOST RESERVATION
 *     nearly every command is refused (5.14.5.3)
 */
public record PersistentReservations(
        int generation,
        SequencedMap<Nexus, Long> registrations,
        @Nullable Reservation reservation,
        boolean persistent,
        boolean lost) {

    /**
     * Most registrations of a unit: hundreds of hosts with several paths each, and a record with
     * the longest iSCSI names still fits in {@link dev.rbdgate.block.LogicalUnitState}.
     */
    public static final int MAX_REGISTRATIONS = 1024;

    public static final PersistentReservations NONE =
            new PersistentReservations(0, empty(), null, false, false);

    static final PersistentReservations LOST =
            new PersistentReservations(0, empty(), null, true, true);

    private static SequencedMap<Nexus, Long> empty() {
        return new LinkedHashMap<>();
    }

    public PersistentReservations {
        registrations = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(registrations));
        if (registrations.size() > MAX_REGISTRATIONS) {
            throw new IllegalArgumentException(registrations.size() + " registrations");
        }
        if (reservation != null
                && (reservation.holder() == null
                        ? registrations.isEmpty()
                        : !registrations.containsKey(reservation.holder()))) {
            throw new IllegalArgumentException(reservation + " without a registered holder");
        }
    }

    /** The key that a nexus has registered, or null. */
    @Nullable Long key(Nexus nexus) {
        return registrations.get(nexus);
    }

    boolean registered(Nexus nexus) {
        return registrations.containsKey(nexus);
    }

    Standing standing(Nexus nexus) {
        if (!registered(nexus)) {
            return Standing.NOT_REGISTERED;
        }
        return reservation != null
                        && (reservation.holder() == null || reservation.holder().equals(nexus))
                ? Standing.HOLDER
                : Standing.REGISTERED;
    }

    boolean holds(Nexus nexus) {
        return standing(nexus) == Standing.HOLDER;
    }

    /** After a service action that changes registrations (SPC-5 6.16.2). Wraps around. */
    PersistentReservations nextGeneration() {
        return new PersistentReservations(
                generation + 1, registrations, reservation, persistent, lost);
    }

    PersistentReservations withPersistent(boolean aptpl) {
        return new PersistentReservations(generation, registrations, reservation, aptpl, lost);
    }

    PersistentReservations withReservation(@Nullable Reservation changed) {
        return new PersistentReservations(generation, registrations, changed, persistent, lost);
    }

    /** With these nexuses registered with one key, whether they were registered before or not. */
    PersistentReservations register(Collection<Nexus> nexuses, long key) {
        SequencedMap<Nexus, Long> changed = new LinkedHashMap<>(registrations);
        for (Nexus nexus : nexuses) {
            changed.put(nexus, key);
        }
        if (changed.size() > MAX_REGISTRATIONS) {
            throw ReservationRefusals.insufficientResources();
        }
        return new PersistentReservations(generation, changed, reservation, persistent, lost);
    }

    /** Without these registrations; the reservation goes with its last holder (5.14.10). */
    PersistentReservations unregister(Collection<Nexus> nexuses) {
        SequencedMap<Nexus, Long> changed = new LinkedHashMap<>(registrations);
        changed.keySet().removeAll(nexuses);
        Reservation left = reservation;
        if (left != null
                && (left.holder() == null
                        ? changed.isEmpty()
                        : !changed.containsKey(left.holder()))) {
            left = null;
        }
        return new PersistentReservations(generation, changed, left, persistent, lost);
    }
}
