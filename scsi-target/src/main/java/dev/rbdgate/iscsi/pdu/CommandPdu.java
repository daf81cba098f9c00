package dev.rbdgate.iscsi.pdu;

/** A request that CmdSN numbers (RFC 7143 4.2.2.1). */
public sealed interface CommandPdu extends InitiatorPdu
        permits NopOut, ScsiCommand, TaskManagementRequest, TextRequest, LogoutRequest {

    /** Whether it is for immediate delivery, outside the numbered order. */
    boolean immediate();

    int initiatorTaskTag();

    int cmdSn();

    /** The StatSN that the initiator expects next on this connection. */
    int expStatSn();
}
