package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Sense;

/** What carries one I_T nexus, as its device server sees it. Any thread; must not block. */
public interface NexusTransport {

    /** Carries the functions of SAM-2 and tells of nothing by itself. */
    NexusTransport PLAIN =
            new NexusTransport() {
                @Override
                public boolean carriesQueries() {
                    return false;
                }

                @Override
                public void asynchronousEvent(long lun, Sense sense) {
                    // The unit attention that waits for the initiator's next command says it all.
                }
            };

    /**
     * Whether it carries the task management functions that SAM-3 and later added: QUERY TASK,
     * QUERY TASK SET, QUERY ASYNCHRONOUS EVENT and I_T NEXUS RESET.
     */
    boolean carriesQueries();

    /**
     * Tells the initiator of a unit attention that has just been established and goes on waiting
     * for its next command.
     *
     * @param lun as on the wire
     */
    void asynchronousEvent(long lun, Sense sense);
}
