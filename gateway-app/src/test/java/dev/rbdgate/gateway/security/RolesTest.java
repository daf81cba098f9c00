package dev.rbdgate.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import dev.rbdgate.gateway.access.Permission;
import dev.rbdgate.gateway.access.Permissions;
import dev.rbdgate.gateway.access.Role;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** The table of permissions against all there is. */
final class RolesTest {

    /** Only reached from inside, by the container. */
    private static final Set<String> INTERNAL = Set.of("/error");

    @TempDir static Path directory;
    private static RunningGateway gateway;
    private static final Map<Role, String> TOKENS = new EnumMap<>(Role.class);

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
        for (Role role : Role.values()) {
            TOKENS.put(
                    role,
                    gateway.post(
                                    "/tokens",
                                    "{\"name\":\"the-%1$s\",\"role\":\"%1$s\"}"
                                            .formatted(role.text()))
                            .json()
                            .path("token")
                            .asString());
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void everyEndpointHasItsLineInTheTableAndEveryLineItsEndpoint() {
        Set<String> stated =
                Permissions.table().stream()
                        .map(it -> it.method() + " " + it.pattern())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(stated).hasSameSizeAs(Permissions.table());
        assertThat(endpoints()).hasSizeGreaterThan(50).isEqualTo(stated);
    }

    private static Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>();
        gateway.context()
                .getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()
                .forEach(mapping ->
                        mapping.getHandlerMethods().keySet().forEach(it -> add(it, endpoints)));
        return endpoints;
    }

    private static void add(RequestMappingInfo mapping, Set<String> endpoints) {
        for (String pattern : mapping.getPatternValues()) {
            if (INTERNAL.contains(pattern)) {
                continue;
            }
            Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
            assertThat(methods).as("verbs of " + pattern).isNotEmpty();
            methods.forEach(method -> endpoints.add(method + " " + pattern));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void eachRoleMayDoWhatTheTableSaysAndNoMore(Role role) {
        for (Permission permission : Permissions.table()) {
            String path =
                    permission.pattern().replace("/**", "/none").replaceAll("\\{\\w+}", "none");
            Answer answer = gateway.send(token(role), permission.method(), path, null);
            if (role.includes(permission.role())) {
                assertThat(answer.status())
                        .as(permission + ": " + answer)
                        .isNotIn(401, 403, 429, 500);
            } else {
                assertThat(answer.status()).as(permission + ": " + answer).isEqualTo(403);
                assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
                assertThat(answer.detail()).contains("role " + permission.role().text());
            }
        }
    }

    @Test
    void whatIsNotInTheTableIsTheAdminsAlone() {
        assertThat(send(Role.OPERATOR, "GET", "/api/v1/nothing").status()).isEqualTo(403);
        assertThat(send(Role.VIEWER, "DELETE", "/api/v1/system").status()).isEqualTo(403);
        assertThat(send(Role.VIEWER, "GET", "/error").status()).isEqualTo(403);
        assertThat(send(Role.ADMIN, "GET", "/api/v1/nothing").status()).isEqualTo(404);
        assertThat(send(Role.ADMIN, "DELETE", "/api/v1/system").status()).isEqualTo(405);
    }

    @Test
    void aPathInDisguiseGivesNoMoreRights() {
        for (String path :
                new String[] {
                    "/api/v1/tokens/",
                    "/api/v1//tokens",
                    "/api/v1/tokens;a=b",
                    "/api/v1/system/../tokens",
                    "/api/v1/%74okens",
                    "/API/v1/tokens"
                }) {
            assertThat(send(Role.OPERATOR, "GET", path).status()).as(path).isIn(400, 403, 404);
        }
    }

    @Test
    void aLookWithoutABodyNeedsTheSameRole() {
        assertThat(send(Role.VIEWER, "HEAD", "/api/v1/system").status()).isEqualTo(200);
        assertThat(send(Role.OPERATOR, "HEAD", "/api/v1/tokens").status()).isEqualTo(403);
    }

    private static Answer send(Role role, String method, String path) {
        return gateway.send(token(role), method, path, null);
    }

    private static String token(Role role) {
        return Objects.requireNonNull(TOKENS.get(role));
    }
}
