package dev.rbdgate.scsi.reservation;

import java.util.function.BooleanSupplier;

/**
 * A PERSISTENT RESERVE OUT command on its way.
 *
 * @param aborted whether the command was aborted while it waited for its turn
 */
public record ReserveOutRequest(
        Requester requester, ReservationAction action, BooleanSupplier aborted) {}
