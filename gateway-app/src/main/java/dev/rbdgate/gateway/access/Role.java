package dev.rbdgate.gateway.access;

import java.util.Locale;
import java.util.Optional;

/** What a caller of REST may do; each role includes those above it in this list. */
public enum Role {
    /** Looks, and changes nothing. */
    VIEWER,
    /** Runs the storage: images, snapshots, targets, LUNs, grants, sessions. */
    OPERATOR,
    /** Everything, also who else may do what. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The name in REST, such as {@code viewer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String text) {
        for (Role role : values()) {
            if (role.text().equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
