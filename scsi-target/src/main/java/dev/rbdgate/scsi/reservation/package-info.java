/**
 * Persistent reservations (SPC-5 5.14, 6.16, 6.17) and the RESERVE and RELEASE commands of SPC-2:
 * an immutable state, one record per service action that makes the next state of it, and the table
 * of what each command may do under which reservation.
 */
@NullMarked
package dev.rbdgate.scsi.reservation;

import org.jspecify.annotations.NullMarked;
