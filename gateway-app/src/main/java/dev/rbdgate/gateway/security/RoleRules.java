package dev.rbdgate.gateway.security;

import dev.rbdgate.gateway.access.Permission;
import dev.rbdgate.gateway.access.Permissions;
import dev.rbdgate.gateway.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Applies the table of permissions to requests. */
public final class RoleRules implements AuthorizationManager<RequestAuthorizationContext> {

    RoleRules() {}

    private record Rule(PathPattern path, Permission permission) {}

    private static final List<Rule> RULES =
            Permissions.table().stream()
                    .map(it -> new Rule(PathPatternParser.defaultInstance.parse(it.pattern()), it))
                    .toList();

    /** The table's line for a request; of several that fit the most specific. */
    static Optional<Permission> permission(HttpServletRequest request) {
        PathContainer path = PathContainer.parsePath(request.getRequestURI());
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        return RULES.stream()
                .filter(it -> it.permission().method().equals(method))
                .filter(it -> it.path().matches(path))
                .min((one, other) -> one.path().compareTo(other.path()))
                .map(Rule::permission);
    }

    /** What a request needs; what the table does not know is the admin's. */
    static Role required(HttpServletRequest request) {
        return permission(request).map(Permission::role).orElse(Role.ADMIN);
    }

    /** What a request wants to do, in the audit log's words. */
    public static String action(HttpServletRequest request) {
        return permission(request).map(Permission::action).orElse("unknown");
    }

    /** The role of whoever makes the present request. */
    public static Role role() {
        if (SecurityContextHolder.getContext().getAuthentication()
                instanceof CallerAuthentication caller) {
            return caller.caller().role();
        }
        throw new IllegalStateException("no controller is reached without a caller");
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication,
            RequestAuthorizationContext context) {
        return new AuthorizationDecision(
                authentication.get() instanceof CallerAuthentication caller
                        && caller.caller().role().includes(required(context.getRequest())));
    }
}
