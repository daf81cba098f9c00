/**
 * What a logical unit remembers over restarts, as one record of tagged sections: the bytes behind
 * {@link dev.rbdgate.block.LogicalUnitState}.
 */
@NullMarked
package dev.rbdgate.scsi.record;

import org.jspecify.annotations.NullMarked;
