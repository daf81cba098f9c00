/** The medium of a removable unit (SBC-4 4.3). */
@NullMarked
package dev.rbdgate.scsi.medium;

import org.jspecify.annotations.NullMarked;
