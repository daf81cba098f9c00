package dev.rbdgate.iscsi.text;

import dev.rbdgate.iscsi.text.Rule.And;
import dev.rbdgate.iscsi.text.Rule.Choice;
import dev.rbdgate.iscsi.text.Rule.Combination;
import dev.rbdgate.iscsi.text.Rule.Constant;
import dev.rbdgate.iscsi.text.Rule.Declared;
import dev.rbdgate.iscsi.text.Rule.Negotiated;
import dev.rbdgate.iscsi.text.Rule.Or;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operational keys (RFC 7143 13), each with its rule, its default, and where it is used.
 * Answers are given in this order, so a key stands after those that its value depends on.
 */
public enum OperationalKey {
    HEADER_DIGEST("HeaderDigest", new Choice(List.of("CRC32C", "None")), "None", Use.ANY_SESSION),
    DATA_DIGEST("DataDigest", new Choice(List.of("CRC32C", "None")), "None", Use.ANY_SESSION),
    MAX_CONNECTIONS("MaxConnections", least(1, 65535, Limits.CONNECTIONS), "1", Use.NORMAL_SESSION),
    INITIAL_R2T("InitialR2T", new Or(false), "Yes", Use.NORMAL_SESSION),
    IMMEDIATE_DATA("ImmediateData", new And(true), "Yes", Use.NORMAL_SESSION),
    MAX_RECV_DATA_SEGMENT_LENGTH(
            "MaxRecvDataSegmentLength", new Declared(512, (1 << 24) - 1), "8192", Use.ANY_TIME),
    MAX_BURST_LENGTH(
            "MaxBurstLength",
            least(512, (1 << 24) - 1, Limits.MAX_BURST_BYTES),
            "262144",
            Use.NORMAL_SESSION),
    FIRST_BURST_LENGTH(
            "FirstBurstLength",
            least(512, (1 << 24) - 1, Limits.FIRST_BURST_BYTES),
            "65536",
            Use.NORMAL_SESSION),
    DEFAULT_TIME2WAIT(
            "DefaultTime2Wait",
            new Negotiated(0, 3600, Limits.TIME2WAIT_SECONDS, Combination.MAXIMUM),
            "2",
            Use.ANY_SESSION),
    DEFAULT_TIME2RETAIN("DefaultTime2Retain", least(0, 3600, 0), "20", Use.ANY_SESSION),
    MAX_OUTSTANDING_R2T(
            "MaxOutstandingR2T", least(1, 65535, Limits.OUTSTANDING_R2TS), "1", Use.NORMAL_SESSION),
    DATA_PDU_IN_ORDER("DataPDUInOrder", new Or(true), "Yes", Use.NORMAL_SESSION),
    DATA_SEQUENCE_IN_ORDER("DataSequenceInOrder", new Or(true), "Yes", Use.NORMAL_SESSION),
    ERROR_RECOVERY_LEVEL("ErrorRecoveryLevel", least(0, 2, 0), "0", Use.ANY_SESSION),
    TASK_REPORTING("TaskReporting", new Choice(List.of("RFC3720")), "RFC3720", Use.NORMAL_SESSION),

    /** RFC 7144 7.1.1: level 1 is what RFC 7143 describes, level 2 what RFC 7144 adds. */
    PROTOCOL_LEVEL(
            "iSCSIProtocolLevel", least(0, 31, Limits.PROTOCOL_LEVEL), "1", Use.NORMAL_SESSION),

    // Markers are obsolete; these are the answers they still get (RFC 7143 13.25).
    IF_MARKER("IFMarker", new Constant(Rule.NO), Rule.NO, Use.ANY_SESSION),
    OF_MARKER("OFMarker", new Constant(Rule.NO), Rule.NO, Use.ANY_SESSION),
    IF_MARK_INT("IFMarkInt", new Constant(Rule.IRRELEVANT), Rule.IRRELEVANT, Use.ANY_SESSION),
    OF_MARK_INT("OFMarkInt", new Constant(Rule.IRRELEVANT), Rule.IRRELEVANT, Use.ANY_SESSION);

    /** What the target offers. */
    public static final class Limits {

        /** The largest data segment that the target takes, in bytes. */
        public static final int DATA_SEGMENT_BYTES = 256 << 10;

        /** MaxRecvDataSegmentLength until one is declared (RFC 7143 13.12). */
        public static final int DEFAULT_DATA_SEGMENT_BYTES = 8192;

        /** Connections that one session may have. */
        static final int CONNECTIONS = 4;

        static final int MAX_BURST_BYTES = 1 << 20;
        static final int FIRST_BURST_BYTES = 256 << 10;
        static final int TIME2WAIT_SECONDS = 2;
        static final int OUTSTANDING_R2TS = 8;
        static final int PROTOCOL_LEVEL = 2;

        private Limits() {}
    }

    /** When a key may be negotiated (the "Use" and "Irrelevant when" lines of RFC 7143 13). */
    enum Use {
        /** In the operational stage of the login to either kind of session. */
        ANY_SESSION,

        /** As before; irrelevant to a discovery session. */
        NORMAL_SESSION,

        /** Also in full feature phase. */
        ANY_TIME
    }

    private static final Map<String, OperationalKey> BY_NAME = new HashMap<>();

    static {
        for (OperationalKey key : values()) {
            BY_NAME.put(key.text, key);
        }
    }

    private final String text;

    /** Every rule is a record of immutable values. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Rule rule;

    private final String initial;
    private final Use use;

    OperationalKey(String text, Rule rule, String initial, Use use) {
        this.text = text;
        this.rule = rule;
        this.initial = initial;
        this.use = use;
    }

    private static Negotiated least(long least, long most, long ours) {
        return new Negotiated(least, most, ours, Combination.MINIMUM);
    }

    /** The key of this name. */
    public static Optional<OperationalKey> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Its name on the wire. */
    public String text() {
        return text;
    }

    /** Its value as long as nothing was negotiated. */
    public String initial() {
        return initial;
    }

    Rule rule() {
        return rule;
    }

    Use use() {
        return use;
    }

    /**
     * Whether each connection of a session negotiates it; all others are the leading connection's
     * alone (the "Scope" and "Use" lines of RFC 7143 13).
     */
    boolean isPerConnection() {
        return switch (this) {
            case HEADER_DIGEST,
                    DATA_DIGEST,
                    MAX_RECV_DATA_SEGMENT_LENGTH,
                    IF_MARKER,
                    OF_MARKER,
                    IF_MARK_INT,
                    OF_MARK_INT ->
                    true;
            case MAX_CONNECTIONS,
                    INITIAL_R2T,
                    IMMEDIATE_DATA,
                    MAX_BURST_LENGTH,
                    FIRST_BURST_LENGTH,
                    DEFAULT_TIME2WAIT,
                    DEFAULT_TIME2RETAIN,
                    MAX_OUTSTANDING_R2T,
                    DATA_PDU_IN_ORDER,
                    DATA_SEQUENCE_IN_ORDER,
                    ERROR_RECOVERY_LEVEL,
                    TASK_REPORTING,
                    PROTOCOL_LEVEL ->
                    false;
        };
    }
}
