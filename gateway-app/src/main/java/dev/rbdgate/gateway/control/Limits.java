package dev.rbdgate.gateway.control;

/** What a mapping may hold at most. */
final class Limits {

    static final int TARGETS = 4096;
    static final int PORTALS_PER_TARGET = 64;
    static final int GRANTS_PER_TARGET = 4096;
    static final int ADDRESSES_PER_GRANT = 64;

    /** The largest LUN of flat space addressing, 14 bits (SAM-5 4.7.7.4). */
    static final int MAX_LUN = 16383;

    /** TargetAlias has at most 255 bytes (RFC 7143 13.6). */
    static final int ALIAS_BYTES = 255;

    private Limits() {}
}
