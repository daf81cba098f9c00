package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.Cdb;
import java.util.function.Predicate;

/**
 * One row of the {@link ReservationTable}.
 *
 * @param name in the standard's words
 * @param serviceAction {@link #ANY} for an operation code without service actions
 * @param when further fields of the CDB that the row is about
 * @param rule under a persistent reservation
 * @param underReserve whether it is allowed while another nexus holds the unit by the RESERVE
 *     command (SPC-2 table 10 and its companions)
 * @param whenLost whether it is allowed while reservations are lost (SPC-5 5.14.5.2, 5.14.5.3)
 */
record CommandAccess(
        String name,
        int operationCode,
        int serviceAction,
        Predicate<Cdb> when,
        AccessRule rule,
        boolean underReserve,
        boolean whenLost) {

    static final int ANY = -1;

    private static final int SERVICE_ACTION_MASK = 0x1f;

    static CommandAccess of(String name, int operationCode, AccessRule rule) {
        return of(name, operationCode, ANY, rule);
    }

    static CommandAccess of(String name, int operationCode, int serviceAction, AccessRule rule) {
        return new CommandAccess(name, operationCode, serviceAction, _ -> true, rule, false, false);
    }

    CommandAccess alsoUnderReserve() {
        return new CommandAccess(name, operationCode, serviceAction, when, rule, true, whenLost);
    }

    CommandAccess alsoWhenLost() {
        return new CommandAccess(
                name, operationCode, serviceAction, when, rule, underReserve, true);
    }

    CommandAccess when(Predicate<Cdb> condition) {
        return new CommandAccess(
                name, operationCode, serviceAction, condition, rule, underReserve, whenLost);
    }

    boolean matches(Cdb cdb) {
        return cdb.operationCode() == operationCode
                && (serviceAction == ANY || (cdb.u8(1) & SERVICE_ACTION_MASK) == serviceAction)
                && when.test(cdb);
    }
}
