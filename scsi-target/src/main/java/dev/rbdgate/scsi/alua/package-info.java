/** Asymmetric logical unit access (SPC-5 5.18). */
@NullMarked
package dev.rbdgate.scsi.alua;

import org.jspecify.annotations.NullMarked;
