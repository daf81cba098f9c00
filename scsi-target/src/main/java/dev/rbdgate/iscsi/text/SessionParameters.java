package dev.rbdgate.iscsi.text;

/**
 * What a login agreed on. Lengths are in bytes.
 *
 * @param targetSegmentBytes the largest data segment that the target accepts
 * @param initiatorSegmentBytes the largest data segment that the initiator accepts
 * @param protocolLevel which RFCs are in force (RFC 7144 7.1.1)
 * @param maxConnections how many connections the session may have
 */
public record SessionParameters(
        boolean headerDigest,
        boolean dataDigest,
        boolean initialR2t,
        boolean immediateData,
        int targetSegmentBytes,
        int initiatorSegmentBytes,
        int maxBurstBytes,
        int firstBurstBytes,
        int maxOutstandingR2ts,
        int time2WaitSeconds,
        int protocolLevel,
        int maxConnections) {

    /** What is in force on another connection of the session, whose login agreed on this. */
    public SessionParameters joinedBy(SessionParameters own) {
        return new SessionParameters(
                own.headerDigest,
                own.dataDigest,
                initialR2t,
                immediateData,
                own.targetSegmentBytes,
                own.initiatorSegmentBytes,
                maxBurstBytes,
                firstBurstBytes,
                maxOutstandingR2ts,
                time2WaitSeconds,
                protocolLevel,
                maxConnections);
    }

    public SessionParameters withInitiatorSegmentBytes(int bytes) {
        return new SessionParameters(
                headerDigest,
                dataDigest,
                initialR2t,
                immediateData,
                targetSegmentBytes,
                bytes,
                maxBurstBytes,
                firstBurstBytes,
                maxOutstandingR2ts,
                time2WaitSeconds,
                protocolLevel,
                maxConnections);
    }
}
