package dev.rbdgate.iscsi.login;

/** The stages of a login, with their codes in CSG and NSG (RFC 7143 11.12.3). */
final class Stage {

    static final int SECURITY_NEGOTIATION = 0;
    static final int OPERATIONAL_NEGOTIATION = 1;
    static final int FULL_FEATURE_PHASE = 3;

    private static final int RESERVED = 2;

    private Stage() {}

    /** Whether a login may move from one to the other. */
    static boolean isTransition(int current, int next) {
        return next > current && next != RESERVED;
    }
}
