package dev.rbdgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import dev.rbdgate.gateway.settings.SettingNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The chart lints, renders, and asks for what the gateway has. */
final class HelmChartTest {

    private static final Path CHART = Path.of("..", "helm", "rbdgate").toAbsolutePath().normalize();

    @TempDir Path directory;

    @Test
    void itLintsWithoutWarnings() {
        var result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void itRendersOneGatewayWithItsVolumeServicesTokenAndAccount() {
        Rendered objects = render("");
        assertThat(objects.byName().keySet())
                .containsExactlyInAnyOrder(
                        "ServiceAccount/gw-rbdgate",
                        "Secret/gw-rbdgate-token",
                        "Service/gw-rbdgate",
                        "Service/gw-rbdgate-iscsi",
                        "Service/gw-rbdgate-api",
                        "StatefulSet/gw-rbdgate");
        JsonNode set = objects.get("StatefulSet/gw-rbdgate");
        assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(set.at("/spec/serviceName").asString()).isEqualTo("gw-rbdgate");
        JsonNode claim = set.at("/spec/volumeClaimTemplates/0");
        assertThat(claim.at("/spec/resources/requests/storage").asString()).isEqualTo("100Gi");
        assertThat(objects.get("Service/gw-rbdgate-iscsi").at("/spec/ports/0/port").asInt())
                .isEqualTo(3260);
        assertThat(
                        new String(
                                Base64.getDecoder()
                                        .decode(
                                                objects.get("Secret/gw-rbdgate-token")
                                                        .at("/data/admin.token")
                                                        .asString()),
                                StandardCharsets.US_ASCII))
                .hasSize(43);
    }

    @Test
    void thePodIsRestrictedAndNeedsNoPrivilege() {
        JsonNode pod = render("").get("StatefulSet/gw-rbdgate").at("/spec/template/spec");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asString())
                .isEqualTo("RuntimeDefault");
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        JsonNode container = pod.at("/containers/0/securityContext");
        assertThat(container.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
    }

    @Test
    void theProbesAreTheOpenOnesAndTheGraceCoversTheFlush() {
        JsonNode pod = render("").get("StatefulSet/gw-rbdgate").at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        assertThat(container.at("/livenessProbe/httpGet/path").asString())
                .isEqualTo("/actuator/health/liveness");
        assertThat(container.at("/readinessProbe/httpGet/path").asString())
                .isEqualTo("/actuator/health/readiness");
        assertThat(pod.at("/terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(90);
    }

    @Test
    void theEnvironmentHoldsNothingThatTheGatewayRefuses() {
        JsonNode pod =
                render(
                                """
                                volumes: {demo: 10GiB, more: 1GiB}
                                iscsi: {advertise: ["192.0.2.10:3260", "[2001:db8::1]:3260"]}
                                settings: {RBDGATE_STORE: local}
                                """)
                        .get("StatefulSet/gw-rbdgate")
                        .at("/spec/template/spec");
        Map<String, String> environment = new HashMap<>();
        pod.at("/containers/0/env")
                .forEach(it ->
                        environment.put(it.get("name").asString(), it.get("value").asString()));
        SettingNames.checkEnvironment(environment.keySet());
        assertThat(environment)
                .containsEntry("RBDGATE_VOLUME", "demo=10GiB,more=1GiB")
                .containsEntry("RBDGATE_ISCSI_ADVERTISE", "192.0.2.10:3260,[2001:db8::1]:3260")
                .containsEntry("RBDGATE_TOKEN_FILE", "/etc/rbdgate/token/admin.token")
                .containsEntry("RBDGATE_STORE", "local");
        // Kubernetes would add variables of its own, named after the Services.
        assertThat(pod.at("/enableServiceLinks").asBoolean(true)).isFalse();
    }

    @Test
    void aTokenOfOnesOwnIsTaken() {
        Rendered objects = render("token: {existingSecret: mine}");
        assertThat(objects.byName()).doesNotContainKey("Secret/gw-rbdgate-token");
        assertThat(
                        objects.get("StatefulSet/gw-rbdgate")
                                .at("/spec/template/spec/volumes/0/secret/secretName")
                                .asString())
                .isEqualTo("mine");
    }

    @Test
    void wrongValuesAreRefusedByTheSchema() {
        for (String values :
                List.of(
                        "colour: red",
                        "iscsi: {port: high}",
                        "iscsi: {advertise: [\"no port\"]}",
                        "volumes: {Demo: 1GiB}",
                        "volumes: {demo: much}",
                        "token: {value: short}",
                        "user: 0",
                        "settings: {DATA_DIR: x}")) {
            assertThatThrownBy(() -> render(values)).as(values).hasMessageContaining("schema");
        }
    }

    /** Rendered objects by kind and name. */
    private record Rendered(Map<String, JsonNode> byName) {
        JsonNode get(String name) {
            JsonNode object = byName.get(name);
            assertThat(object).as(name).isNotNull();
            return Objects.requireNonNull(object);
        }
    }

    private Rendered render(String values) {
        var template = new Helm(CHART).template().withName("gw");
        if (!values.isEmpty()) {
            template.withValuesFile(file(values));
        }
        Map<String, JsonNode> objects = new HashMap<>();
        for (Object document : new Yaml().loadAll(template.call())) {
            if (document != null) {
                JsonNode object = new JsonMapper().valueToTree(document);
                objects.put(
                        object.get("kind").asString()
                                + "/"
                                + object.at("/metadata/name").asString(),
                        object);
            }
        }
        return new Rendered(objects);
    }

    private Path file(String values) {
        try {
            return Files.writeString(directory.resolve("values.yaml"), values);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
