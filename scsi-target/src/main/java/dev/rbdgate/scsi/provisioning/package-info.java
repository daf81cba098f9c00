/** Thin provisioning's thresholds (SBC-4 4.7.3). */
@NullMarked
package dev.rbdgate.scsi.provisioning;

import org.jspecify.annotations.NullMarked;
