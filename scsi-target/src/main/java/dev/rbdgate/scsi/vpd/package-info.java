/** Vital product data pages (SPC-5 7.7, SBC-4 6.6). */
@NullMarked
package dev.rbdgate.scsi.vpd;

import org.jspecify.annotations.NullMarked;
