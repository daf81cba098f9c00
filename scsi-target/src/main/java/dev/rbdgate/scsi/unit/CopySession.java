package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.copy.CopyManager;
import dev.rbdgate.scsi.copy.CopyUnit;
import dev.rbdgate.scsi.copy.Designation;
import org.jspecify.annotations.Nullable;

/**
 * What a copy that was asked for on a path can reach: the units that its nexus sees. Units of other
 * targets are out of reach, since this session was not let into them.
 */
record CopySession(UnitPath path) implements CopyDomain {

    @Override
    public Nexus nexus() {
        return path.nexus();
    }

    @Override
    public CopyUnit self() {
        return new CopyPath(path);
    }

    @Override
    public @Nullable CopyUnit find(Designation designation) {
        UnitPath found = null;
        for (UnitPath each : path.router().paths()) {
            if (designation.names(each.naa(), each.serial())
                    && (found == null || found.readOnly())) {
                found = each;
            }
        }
        return found == null ? null : new CopyPath(found);
    }

    @Override
    public CopyManager manager() {
        return path.unit().copyManager();
    }
}
