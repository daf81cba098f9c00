package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Sense;

/** Conditions that iSCSI itself reports as sense data (RFC 7143 11.4.7.2). */
final class TransportSense {

    private static final int ABORTED_COMMAND = 0x0b;

    static final Sense UNEXPECTED_UNSOLICITED_DATA = Sense.of(ABORTED_COMMAND, 0x0c0c);
    static final Sense INCORRECT_AMOUNT_OF_DATA = Sense.of(ABORTED_COMMAND, 0x0c0d);

    private TransportSense() {}
}
