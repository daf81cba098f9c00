/** Logical units and the routing of commands to them. */
@NullMarked
package dev.rbdgate.scsi.unit;

import org.jspecify.annotations.NullMarked;
