package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.meter.CommandMeter;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunAddress;
import dev.rbdgate.scsi.unit.LunInventory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session's commands are counted by: one meter for each unit that it has sent commands to.
 * Belongs to the session's event loop.
 */
final class SessionMeters {

    private final long sessionId;
    private final Nexus nexus;
    private final TargetObserver observer;
    private LunInventory inventory;

    /** By LUN, as far as the largest in use. */
    private @Nullable Use[] uses = new @Nullable Use[1];

    /** Of units that this session does not reach any more, whose commands may still run. */
    private final List<Use> former = new ArrayList<>();

    private record Use(LogicalUnit unit, CommandMeter meter) {}

    SessionMeters(long sessionId, Nexus nexus, LunInventory inventory, TargetObserver observer) {
        this.sessionId = sessionId;
        this.nexus = nexus;
        this.inventory = inventory;
        this.observer = observer;
    }

    /**
     * The meter of a unit.
     *
     * @param wireLun as in the command
     * @return null if there is no such unit
     */
    @Nullable CommandMeter of(long wireLun) {
        int lun = LunAddress.decode(wireLun);
        if (lun >= 0 && lun < uses.length) {
            Use known = uses[lun];
            if (known != null) {
                return known.meter();
            }
        }
        return first(lun);
    }

    private @Nullable CommandMeter first(int lun) {
        LunInventory.Mapping mapping = inventory.luns().get(lun);
        if (mapping == null) {
            return null;
        }
        if (lun >= uses.length) {
            uses = Arrays.copyOf(uses, Math.max(lun + 1, 2 * uses.length));
        }
        LogicalUnit unit = mapping.unit();
        CommandMeter meter =
                observer.unitReached(new UnitUse(sessionId, nexus, lun, unit.identity()));
        uses[lun] = new Use(unit, meter);
        return meter;
    }

    /** The session reaches other units from now on. */
    void follow(LunInventory changed) {
        inventory = changed;
        for (int lun = 0; lun < uses.length; lun++) {
            Use use = uses[lun];
            LunInventory.Mapping mapping = changed.luns().get(lun);
            if (use != null && (mapping == null || mapping.unit() != use.unit())) {
                former.add(use);
                uses[lun] = null;
            }
        }
        former.removeIf(use -> {
            boolean done = use.meter().isIdle();
            if (done) {
                observer.unitLeft(use.meter());
            }
            return done;
        });
    }

    /** The session has ended, and all its commands. */
    void end() {
        former.forEach(use -> observer.unitLeft(use.meter()));
        former.clear();
        Arrays.stream(uses).filter(Objects::nonNull).forEach(use -> observer.unitLeft(use.meter()));
        Arrays.fill(uses, null);
    }
}
