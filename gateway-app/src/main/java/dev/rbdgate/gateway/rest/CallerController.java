package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.access.Permission;
import dev.rbdgate.gateway.access.Permissions;
import dev.rbdgate.gateway.access.Role;
import dev.rbdgate.gateway.security.RoleRules;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who asks, and what they may do. */
@RestController
@RequestMapping(Answers.BASE + "/caller")
class CallerController {

    /**
     * Whoever the token belongs to.
     *
     * @param actions all that the role may do, in the words of the audit log
     */
    record Caller(String name, String role, List<String> actions) {}

    @Operation(summary = "Whose token it is, and what it may be used for.")
    @GetMapping
    Caller get() {
        Role role = RoleRules.role();
        return new Caller(
                Answers.actor(),
                role.text(),
                Permissions.table().stream()
                        .filter(it -> role.includes(it.role()))
                        .map(Permission::action)
                        .distinct()
                        .sorted()
                        .toList());
    }
}
