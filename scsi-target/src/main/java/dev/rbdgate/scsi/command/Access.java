package dev.rbdgate.scsi.command;

/** What a command needs of its unit, and so which conditions stop it. */
public enum Access {
    /** Answers for any LUN, with a unit attention pending, and while the unit is not ready. */
    ALWAYS,
    /** Needs the unit, not its device. */
    UNIT,
    /** Needs the device, though not a medium in it. */
    DEVICE,
    /** Needs the device and a medium in it. */
    READS,
    /** Changes the medium's data. */
    CHANGES;

    public boolean needsDevice() {
        return this == DEVICE || needsMedium();
    }

    public boolean needsMedium() {
        return this == READS || this == CHANGES;
    }
}
