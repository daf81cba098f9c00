package dev.rbdgate.scsi.reservation;

import dev.rbdgate.scsi.ScsiTask;

/**
 * A PERSISTENT RESERVE OUT command on its way.
 *
 * @param task the command itself: without effect if it is aborted before its turn, and never
 *     aborted by its own action
 */
public record ReserveOutRequest(Requester requester, ReservationAction action, ScsiTask task) {}
