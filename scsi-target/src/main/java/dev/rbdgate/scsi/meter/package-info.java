/** What commands did, counted so cheaply that every one of them is. */
@NullMarked
package dev.rbdgate.scsi.meter;

import org.jspecify.annotations.NullMarked;
