package dev.rbdgate.rbd.diff;

import java.nio.charset.StandardCharsets;

/**
 * The versions of a stream of differences. In version 2 each record tells its length. {@code rbd}
 * writes and reads version 2 inside whole images only; its {@code export-diff} and {@code
 * import-diff} know version 1 alone.
 */
public enum DiffVersion {
    V1("rbd diff v1\n"),
    V2("rbd diff v2\n");

    /** Both banners have this length. */
    static final int BANNER_BYTES = 12;

    private final String banner;

    DiffVersion(String banner) {
        this.banner = banner;
    }

    /** What a stream begins with. */
    public byte[] banner() {
        return banner.getBytes(StandardCharsets.US_ASCII);
    }
}
