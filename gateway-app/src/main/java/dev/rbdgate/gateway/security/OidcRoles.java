package dev.rbdgate.gateway.security;

import dev.rbdgate.gateway.access.Role;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a caller's role among the claims of a token.
 *
 * @param claim its name; dots step into nested claims, as in {@code realm_access.roles}
 */
record OidcRoles(String claim) {

    /** Before the name of a role: a provider has roles for other programs, too. */
    static final String PREFIX = "rbdgate-";

    /** The role that includes the others which the caller has. */
    Optional<Role> highest(Map<String, Object> claims) {
        @Nullable Object value = claims.get(claim);
        if (value == null) {
            value = claims;
            for (String step : claim.split("\\.", -1)) {
                value = value instanceof Map<?, ?> nested ? nested.get(step) : null;
            }
        }
        Collection<?> names =
                switch (value) {
                    case Collection<?> several -> several;
                    case String text -> List.of(text.split(" ", -1));
                    case null, default -> List.of();
                };
        return names.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(it -> it.startsWith(PREFIX))
                .flatMap(it -> Role.of(it.substring(PREFIX.length())).stream())
                .max(Role::compareTo);
    }
}
