/**
 * Third-party copy (SPC-5 5.18, SBC-4 4.28): the copy manager that moves data between logical units
 * without its passing the initiator, by EXTENDED COPY and by tokens.
 */
@NullMarked
package dev.rbdgate.scsi.copy;

import org.jspecify.annotations.NullMarked;
