package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * REGISTER, and REGISTER AND IGNORE EXISTING KEY (SPC-5 5.14.7).
 *
 * @param ignoreExistingKey which of the two
 * @param newKey SERVICE ACTION RESERVATION KEY; zero unregisters
 * @param specified further initiator ports to register (SPEC_I_PT)
 * @param specifies the SPEC_I_PT bit itself
 * @param allTargetPorts ALL_TG_PT: the registration is made, or removed, with each port of the
 *     target
 */
record Register(
        boolean ignoreExistingKey,
        long reservationKey,
        long newKey,
        boolean specifies,
        List<TransportId> specified,
        boolean allTargetPorts,
        boolean persistent)
        implements ReservationAction {

    Register {
        specified = List.copyOf(specified);
    }

    @Override
    public Transition apply(PersistentReservations state, Requester requester) {
        Nexus nexus = requester.nexus();
        Long registered = state.key(nexus);
        if (!ignoreExistingKey && reservationKey != (registered == null ? 0 : registered)) {
            throw ReservationRefusals.conflict("wrong reservation key");
        }
        if (registered == null && newKey == 0) {
            return Transition.to(state);
        }
        if (registered != null && specifies) {
            throw Refusal.invalidFieldInParameterList(
                    PersistentReserveOutList.FLAGS,
                    PersistentReserveOutList.SPEC_I_PT_BIT,
                    "SPEC_I_PT from a registered nexus");
        }
        return newKey == 0 ? unregister(state, requester) : register(state, requester);
    }

    private Transition register(PersistentReservations state, Requester requester) {
        Set<Nexus> nexuses = new LinkedHashSet<>(own(state, requester));
        for (TransportId port : specified) {
            for (Nexus nexus :
                    requester.nexuses(port.initiatorName(), port.isid(), allTargetPorts)) {
                if (state.registered(nexus)) {
                    throw Refusal.invalidFieldInParameterList(
                            PersistentReserveOutList.TRANSPORT_IDS,
                            -1,
                            nexus.initiatorPortName() + " is registered already");
                }
                nexuses.add(nexus);
            }
        }
        return Transition.to(
                state.register(nexuses, newKey).withPersistent(persistent).nextGeneration());
    }

    private Transition unregister(PersistentReservations state, Requester requester) {
        Set<Nexus> nexuses =
                own(state, requester).stream()
                        .filter(state::registered)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        PersistentReservations left =
                state.unregister(nexuses).withPersistent(persistent).nextGeneration();
        Reservation released = state.reservation();
        Transition transition = Transition.to(left);
        // Only with the registrants only types do others lose access they had (5.14.11.2.3).
        return released != null && left.reservation() == null && released.type().registrantsOnly()
                ? transition.telling(
                        left.registrations().keySet(),
                        requester.nexus(),
                        ReservationEvent.RESERVATIONS_RELEASED)
                : transition;
    }

    /**
     * The requester's own nexuses. With ALL_TG_PT it is as if the request had come through each
     * port (6.17.3), all or none; so one with a key that this request could not have changed
     * refuses it. A nexus that has the new key already is left as it is: paths that were registered
     * one by one do not stand in the way.
     */
    private List<Nexus> own(PersistentReservations state, Requester requester) {
        Nexus nexus = requester.nexus();
        List<Nexus> own = requester.nexuses(nexus.initiatorName(), nexus.isid(), allTargetPorts);
        for (Nexus port : own) {
            Long key = state.key(port);
            if (!ignoreExistingKey && key != null && key != reservationKey && key != newKey) {
                throw ReservationRefusals.conflict(
                        "another key is registered with port " + port.portalGroupTag());
            }
        }
        return own;
    }
}
