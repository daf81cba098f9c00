package dev.rbdgate.scsi.medium;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import java.util.HashSet;
import java.util.Set;

/**
 * The medium of a unit: whether it is in, and which nexuses keep it in (SBC-4 4.3, 5.15). It is in
 * when the gateway starts, and stays in for ever where it cannot be removed. Any thread.
 */
public final class Medium {

    private volatile boolean present = true;

    /** Nexuses that prevent its removal; at most as many as there are. Guarded by this. */
    private final Set<Nexus> preventing = new HashSet<>();

    public boolean isPresent() {
        return present;
    }

    /** From now on this nexus keeps the medium where it is. */
    public synchronized void prevent(Nexus nexus) {
        preventing.add(nexus);
    }

    /** This nexus no longer does. */
    public synchronized void allow(Nexus nexus) {
        preventing.remove(nexus);
    }

    /** No nexus does any longer. */
    public synchronized void allowAll() {
        preventing.clear();
    }

    /**
     * Refuses an ejection that a nexus prevents.
     *
     * @throws Refusal 05/53/02
     */
    public synchronized void checkRemovable() {
        if (!preventing.isEmpty()) {
            throw Refusal.of(
                    Blame.STATE,
                    Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.MEDIUM_REMOVAL_PREVENTED),
                    preventing.size() + " nexuses prevent the removal of the medium");
        }
    }

    /**
     * Takes the medium out.
     *
     * @return whether it was in before
     * @throws Refusal 05/53/02
     */
    public synchronized boolean eject() {
        checkRemovable();
        boolean before = present;
        present = false;
        return before;
    }

    /**
     * Puts the medium in; a drive that is locked takes none.
     *
     * @return whether it was out before
     * @throws Refusal 05/53/02
     */
    public synchronized boolean load() {
        if (present) {
            return false;
        }
        checkRemovable();
        present = true;
        return true;
    }
}
