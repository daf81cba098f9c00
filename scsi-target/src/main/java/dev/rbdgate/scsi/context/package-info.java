/** What commands see of the logical unit they run on. */
@NullMarked
package dev.rbdgate.scsi.context;

import org.jspecify.annotations.NullMarked;
