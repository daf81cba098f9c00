package dev.rbdgate.iscsi.login;

import dev.rbdgate.iscsi.text.SessionParameters;
import dev.rbdgate.scsi.Nexus;
import java.util.Set;

/**
 * A session that another connection asks to join.
 *
 * @param cids of its connections
 */
public record JoinableSession(Nexus nexus, SessionParameters parameters, Set<Integer> cids) {

    /** Whether another connection of this id fits; one of an id that is there takes its place. */
    public boolean hasRoomFor(int cid) {
        return cids.contains(cid) || cids.size() < parameters.maxConnections();
    }
}
