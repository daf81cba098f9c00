package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.unit.NexusTransport;

/** What the device server may ask of a session. Any thread. */
final class SessionTransport implements NexusTransport {

    private final Session session;
    private final int protocolLevel;

    SessionTransport(Session session, int protocolLevel) {
        this.session = session;
        this.protocolLevel = protocolLevel;
    }

    @Override
    public boolean carriesQueries() {
        return protocolLevel >= ManagementFunction.QUERY_LEVEL;
    }

    /**
     * Nobody has to ask for these: what once enabled them, in INQUIRY data and the control mode
     * page, is obsolete since SPC-3, and the message asks for nothing.
     */
    @Override
    public void asynchronousEvent(long lun, Sense sense) {
        session.onEventLoop(() -> session.notices().tellEvent(lun, sense));
    }
}
