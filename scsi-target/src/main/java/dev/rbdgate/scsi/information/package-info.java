/** Identifying information of a unit (SPC-5 5.8). */
@NullMarked
package dev.rbdgate.scsi.information;

import org.jspecify.annotations.NullMarked;
