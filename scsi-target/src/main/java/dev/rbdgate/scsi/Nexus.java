package dev.rbdgate.scsi;

/**
 * An I_T nexus: who talks to which target port. Two sessions of the same initiator port and target
 * port, one after the other, are the same nexus (RFC 7143 4.4.5).
 *
 * @param initiatorName iSCSI name of the initiator
 * @param isid the initiator session id, 48 bits (RFC 7143 11.12.5)
 * @param targetName iSCSI name of the target
 * @param portalGroupTag target portal group tag, 1 to 65535
 */
public record Nexus(String initiatorName, long isid, String targetName, int portalGroupTag) {

    /** The SCSI initiator port name (RFC 7143 4.2.7.1). */
    public String initiatorPortName() {
        return "%s,i,0x%012x".formatted(initiatorName, isid);
    }

    /** The SCSI target port name (RFC 7143 4.2.7.1). */
    public String targetPortName() {
        return "%s,t,0x%04x".formatted(targetName, portalGroupTag);
    }
}
