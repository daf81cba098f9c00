package dev.rbdgate.scsi.alua;

import org.jspecify.annotations.Nullable;

/** Asymmetric access states that a target port group can be in here (SPC-5 5.18.2). */
public enum AccessState {
    ACTIVE_OPTIMIZED(0x0),
    ACTIVE_NON_OPTIMIZED(0x1),
    STANDBY(0x2),
    UNAVAILABLE(0x3);

    private final int code;

    AccessState(int code) {
        this.code = code;
    }

    /** As on the wire, four bits. */
    public int code() {
        return code;
    }

    /** The state of a code, or null for one that is not offered. */
    public static @Nullable AccessState of(int code) {
        for (AccessState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        return null;
    }
}
