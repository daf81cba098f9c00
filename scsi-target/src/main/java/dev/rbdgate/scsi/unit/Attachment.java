package dev.rbdgate.scsi.unit;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.scsi.record.UnitRecordStore;

/**
 * A device that was given to a unit.
 *
 * @param records what the unit must remember, of the same image
 * @param unsubscribe ends the listening to the device's changes
 */
record Attachment(BlockDevice device, UnitRecordStore records, Runnable unsubscribe) {}
