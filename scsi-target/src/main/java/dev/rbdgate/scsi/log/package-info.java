/** Log pages and what they count (SPC-5 7.3, SBC-4 6.4). */
@NullMarked
package dev.rbdgate.scsi.log;

import org.jspecify.annotations.NullMarked;
