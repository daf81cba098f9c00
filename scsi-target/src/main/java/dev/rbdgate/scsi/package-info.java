/** The SCSI architecture model's terms (SAM-5): task, nexus, status, sense data. No transport. */
@NullMarked
package dev.rbdgate.scsi;

import org.jspecify.annotations.NullMarked;
