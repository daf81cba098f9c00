package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Nexus;
import java.util.SortedSet;

/**
 * Told of what initiators come to know. Called on event loops, so it must neither block nor throw.
 */
public interface TargetObserver {

    /** Is told and does nothing. */
    TargetObserver NONE = new TargetObserver() {};

    /**
     * An initiator logs in; called before it has the response.
     *
     * @param luns what it may reach
     */
    default void loggedIn(Nexus nexus, SortedSet<Integer> luns) {}

    /** A login is refused; called on its event loop. Redirections are none. */
    default void loginRefused(RefusedLogin login) {}

    /**
     * An initiator is sent an answer to REPORT LUNS.
     *
     * @param luns exactly those in the answer, which may have been cut short by the room for it
     */
    default void lunsReported(Nexus nexus, SortedSet<Integer> luns) {}
}
