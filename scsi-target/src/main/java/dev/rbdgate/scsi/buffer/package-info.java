/** The buffers of READ BUFFER and WRITE BUFFER (SPC-5 6.20, 6.49). */
@NullMarked
package dev.rbdgate.scsi.buffer;

import org.jspecify.annotations.NullMarked;
