/** What a unit does in the background: sanitize and format operations (SBC-4 4.11, 4.34). */
@NullMarked
package dev.rbdgate.scsi.background;

import org.jspecify.annotations.NullMarked;
