package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.meter.CommandMeter;
import java.util.SortedSet;

/**
 * Told of what initiators do and come to know. Called on event loops, so it must neither block nor
 * throw.
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

    /**
     * A session sends its first command to a unit.
     *
     * @return what its commands to that unit are counted by
     */
    default CommandMeter unitReached(UnitUse use) {
        return new CommandMeter();
    }

    /**
     * A session has ended, or does not reach a unit any more; nothing more is counted.
     *
     * @param meter that {@link #unitReached} gave out
     */
    default void unitLeft(CommandMeter meter) {}

    /** A task management function was carried out or refused. */
    default void managed(
            Nexus nexus, TaskManagement.Function function, TaskManagement.Response response) {}
}
