package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.Nexus;
import org.jspecify.annotations.Nullable;

/** What a copy can reach for one nexus: the units that this nexus sees, and no others. */
public interface CopyDomain {

    Nexus nexus();

    /** The unit that received the command. */
    CopyUnit self();

    /**
     * A unit by its designator, null if the nexus sees none of that name. Where it sees one under
     * several numbers, one that may be written is preferred.
     */
    @Nullable CopyUnit find(Designation designation);

    /** Of all units that copies may go between. */
    CopyManager manager();
}
