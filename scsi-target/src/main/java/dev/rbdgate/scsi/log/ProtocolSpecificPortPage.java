package dev.rbdgate.scsi.log;

import java.util.List;

/** Protocol specific port (SPC-5 7.3.14): iSCSI ports, of which the protocol logs nothing. */
final class ProtocolSpecificPortPage implements LogPage {

    /** PROTOCOL IDENTIFIER of iSCSI (SPC-5 7.6.1). */
    private static final byte ISCSI = 0x5;

    @Override
    public int page() {
        return 0x18;
    }

    @Override
    public List<LogParameter> parameters(LogSource source) {
        return source.ports().stream()
                .map(port -> LogParameter.list(port, ISCSI, (byte) 0, (byte) 0, (byte) 0))
                .toList();
    }

    @Override
    public void reset(UnitCounters counters) {
        // Nothing counts.
    }
}
