/** Mode parameters and their pages (SPC-5 7.5, SBC-4 6.5). */
@NullMarked
package dev.rbdgate.scsi.mode;

import org.jspecify.annotations.NullMarked;
