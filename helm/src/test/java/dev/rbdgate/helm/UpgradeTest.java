package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What Helm does to a release, against a stand-in of an API server. */
final class UpgradeTest {

    private static final String NAMESPACE = "storage";
    private static final int TIMEOUT_SECONDS = 60;

    private static final String EVERYTHING_MADE =
            """
            tls: {enabled: true}
            discoveryAuth: {user: reader}
            csi: {enabled: true}
            """;

    private ClusterStandIn cluster;
    private Path configuration;
    @TempDir Path directory;

    @BeforeEach
    void start() throws IOException {
        cluster = new ClusterStandIn();
        configuration = cluster.writeConfiguration(directory.resolve("kubeconfig"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Path values(String text) throws IOException {
        return Files.writeString(directory.resolve("values.yaml"), text);
    }

    private void install(String values) throws IOException {
        var _ =
                new Helm(Rendering.CHART)
                        .install()
                        .withName("gw")
                        .withNamespace(NAMESPACE)
                        .withKubeConfig(configuration)
                        .withValuesFile(values(values))
                        .disableOpenApiValidation()
                        .withTimeout(TIMEOUT_SECONDS)
                        .call();
    }

    private void upgrade(String values) throws IOException {
        var _ =
                new Helm(Rendering.CHART)
                        .upgrade()
                        .withName("gw")
                        .withNamespace(NAMESPACE)
                        .withKubeConfig(configuration)
                        .withValuesFile(values(values))
                        .disableOpenApiValidation()
                        .withTimeout(TIMEOUT_SECONDS)
                        .call();
    }

    /** The chart's own Secrets; Helm keeps its records in others. */
    private Map<String, JsonNode> secrets() {
        Map<String, JsonNode> secrets = new TreeMap<>();
        cluster.all("Secret")
                .forEach((name, secret) -> {
                    if (!secret.path("type").asString("").startsWith("helm.sh/")) {
                        secrets.put(name, secret.get("data"));
                    }
                });
        return secrets;
    }

    private String advertised() {
        return cluster.all("StatefulSet").values().stream()
                .flatMap(it -> it.at("/spec/template/spec/containers/0/env").valueStream())
                .filter(it -> it.path("name").asString().equals("RBDGATE_ISCSI_ADVERTISE"))
                .map(it -> it.path("value").asString())
                .findFirst()
                .orElse("");
    }

    private String address() {
        return cluster.all("Service")
                .getOrDefault("gw-rbdgate-iscsi", MissingNode.getInstance())
                .at("/spec/clusterIP")
                .asString("");
    }

    @Test
    void secretsThatWereMadeStayOverUpgrades() throws IOException {
        install(EVERYTHING_MADE);
        Map<String, JsonNode> made = secrets();
        assertThat(made.keySet())
                .contains("gw-rbdgate-token", "gw-rbdgate-tls", "gw-rbdgate-csi-chap");
        assertThat(made.values()).allMatch(it -> !it.isEmpty());
        upgrade(EVERYTHING_MADE + "podLabels: {tier: storage}");
        assertThat(secrets()).isEqualTo(made);
        assertThat(cluster.changes()).contains("PATCH StatefulSet/gw-rbdgate");
    }

    @Test
    void whatAnUpgradeAddsIsMadeThen() throws IOException {
        install("");
        Map<String, JsonNode> first = secrets();
        upgrade("csi: {enabled: true}");
        Map<String, JsonNode> second = secrets();
        assertThat(second).containsAllEntriesOf(first).hasSizeGreaterThan(first.size());
        upgrade("csi: {enabled: true}");
        assertThat(secrets()).isEqualTo(second);
    }

    @Test
    void initiatorsAreToldTheServicesAddressFromTheFirstUpgradeOn() throws IOException {
        install("");
        String address = address();
        assertThat(advertised()).isEmpty();
        upgrade("");
        assertThat(advertised()).isEqualTo(address + ":3260");
        assertThat(address()).isNotEmpty().isEqualTo(address);
    }

    @Test
    void theDiscoveryJobRunsAfterTheGatewayIsThereAndAgainAtEachUpgrade() throws IOException {
        install("discoveryAuth: {user: reader}");
        assertThat(cluster.changes())
                .containsSubsequence(
                        "POST StatefulSet/gw-rbdgate",
                        "POST Job/gw-rbdgate-discovery",
                        "DELETE Job/gw-rbdgate-discovery");
        upgrade("discoveryAuth: {user: reader}");
        assertThat(cluster.changes().stream().filter("POST Job/gw-rbdgate-discovery"::equals))
                .hasSize(2);
        assertThat(cluster.all("Job")).isEmpty();
    }

    @Test
    void helmTestRunsThePodOfTheChart() throws IOException {
        install("");
        assertThat(cluster.all("Pod")).isEmpty();
        var _ =
                Helm.test("gw")
                        .withNamespace(NAMESPACE)
                        .withKubeConfig(configuration)
                        .withTimeout(TIMEOUT_SECONDS)
                        .call();
        assertThat(cluster.changes())
                .anyMatch(it -> it.startsWith("POST Pod/gw-rbdgate"))
                .anyMatch(it -> it.startsWith("DELETE Pod/gw-rbdgate"));
    }

    @Test
    void anUninstallationLeavesNothingOfTheChart() throws IOException {
        install(EVERYTHING_MADE);
        var _ = Helm.uninstall("gw").withNamespace(NAMESPACE).withKubeConfig(configuration).call();
        assertThat(cluster.all("StatefulSet")).isEmpty();
        assertThat(cluster.all("ClusterRole")).isEmpty();
        assertThat(secrets()).isEmpty();
    }
}
