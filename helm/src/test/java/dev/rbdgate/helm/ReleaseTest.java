package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release from its installation over upgrades to its end, on a stand-in of an API server. */
final class ReleaseTest {

    private static final String NAMESPACE = "storage";
    private static final String EVERYTHING = "csi: {enabled: true}\ntls: {enabled: true}\n";

    private final ApiServer api = new ApiServer();

    @TempDir Path directory;

    @AfterEach
    void stop() {
        api.close();
    }

    private Path values(String text) throws IOException {
        return Files.writeString(directory.resolve("values.yaml"), text);
    }

    private void install(String values) throws IOException {
        new Helm(Rendering.CHART)
                .install()
                .withName("gw")
                .withNamespace(NAMESPACE)
                .withValuesFile(values(values))
                .withKubeConfigContents(api.kubeConfig())
                .disableOpenApiValidation()
                .call();
    }

    private void upgrade(String values) throws IOException {
        new Helm(Rendering.CHART)
                .upgrade()
                .withName("gw")
                .withNamespace(NAMESPACE)
                .withValuesFile(values(values))
                .withKubeConfigContents(api.kubeConfig())
                .disableOpenApiValidation()
                .call();
    }

    /** What each Secret of the chart holds, by name. */
    private Map<String, Map<String, String>> secrets() {
        Map<String, Map<String, String>> secrets = new TreeMap<>();
        for (Secret secret : api.client().secrets().inNamespace(NAMESPACE).list().getItems()) {
            if (secret.getMetadata().getName().startsWith("gw-rbdgate")) {
                secrets.put(secret.getMetadata().getName(), secret.getData());
            }
        }
        return secrets;
    }

    private StatefulSet gateway() {
        return api.client().apps().statefulSets().inNamespace(NAMESPACE).withName("gw-rbdgate").get();
    }

    @Test
    void anUpgradeFindsItsSecretsAgain() throws IOException {
        install(EVERYTHING);
        var first = secrets();
        assertThat(first)
                .containsOnlyKeys(
                        "gw-rbdgate-csi-chap",
                        "gw-rbdgate-operator-token",
                        "gw-rbdgate-tls",
                        "gw-rbdgate-token",
                        "gw-rbdgate-viewer-token");
        upgrade(EVERYTHING + "podLabels: {round: two}\n");
        assertThat(gateway().getSpec().getTemplate().getMetadata().getLabels())
                .containsEntry("round", "two");
        assertThat(secrets()).isEqualTo(first);
    }

    @Test
    void theDriverCanBeSwitchedOnLaterWithoutTouchingTheGateway() throws IOException {
        install("");
        var before = gateway().getSpec();
        upgrade("csi: {enabled: true}");
        assertThat(api.client().storage().v1().csiDrivers().withName("csi.rbdgate.dev").get())
                .isNotNull();
        assertThat(gateway().getSpec()).isEqualTo(before);
    }

    @Test
    void anUpgradeTellsInitiatorsTheServicesOwnAddress() throws IOException {
        install("");
        assertThat(advertised()).isEmpty();
        // As the API server completes a Service.
        Service service =
                api.client()
                        .services()
                        .inNamespace(NAMESPACE)
                        .withName("gw-rbdgate-iscsi")
                        .edit(it -> it.edit().editSpec().withClusterIP("10.0.0.7").endSpec().build());
        assertThat(service.getSpec().getClusterIP()).isEqualTo("10.0.0.7");
        upgrade("");
        assertThat(advertised()).isEqualTo("10.0.0.7:3260");
    }

    private String advertised() {
        return gateway().getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(it -> it.getName().equals("RBDGATE_ISCSI_ADVERTISE"))
                .map(it -> it.getValue())
                .findFirst()
                .orElse("");
    }

    @Test
    void anUninstallationLeavesTheClaimAndNothingElse() throws IOException {
        install(EVERYTHING);
        // As the StatefulSet's controller makes it.
        api.client()
                .resource(
                        new PersistentVolumeClaimBuilder()
                                .withNewMetadata()
                                .withName("data-gw-rbdgate-0")
                                .withNamespace(NAMESPACE)
                                .endMetadata()
                                .build())
                .create();
        Helm.uninstall("gw")
                .withNamespace(NAMESPACE)
                .withKubeConfigContents(api.kubeConfig())
                .call();
        assertThat(gateway()).isNull();
        assertThat(secrets()).isEmpty();
        assertThat(api.client().storage().v1().storageClasses().list().getItems()).isEmpty();
        assertThat(
                        api.client()
                                .persistentVolumeClaims()
                                .inNamespace(NAMESPACE)
                                .withName("data-gw-rbdgate-0")
                                .get())
                .isNotNull();
    }
}
