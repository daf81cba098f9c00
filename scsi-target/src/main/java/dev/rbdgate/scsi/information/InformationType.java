package dev.rbdgate.scsi.information;

import org.jspecify.annotations.Nullable;

/** Types of identifying information (SPC-5 table 51). */
public enum InformationType {
    /** The logical unit identifying information. */
    LOGICAL_UNIT(0b000_0000, 512),
    /** The logical unit text identifying information. */
    TEXT(0b000_0010, 256);

    private final int code;
    private final int maxBytes;

    InformationType(int code, int maxBytes) {
        this.code = code;
        this.maxBytes = maxBytes;
    }

    /** INFORMATION TYPE, seven bits. */
    public int code() {
        return code;
    }

    public int maxBytes() {
        return maxBytes;
    }

    /** The type of a code, or null. */
    public static @Nullable InformationType of(int code) {
        for (InformationType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
