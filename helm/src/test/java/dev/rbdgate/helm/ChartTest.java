package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import dev.rbdgate.gateway.settings.SettingNames;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The chart lints, renders, and asks for what the gateway has. */
final class ChartTest {

    @Test
    void itLintsWithoutWarnings() {
        var result = new Helm(Rendering.CHART).lint().strict().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void itRendersOneGatewayWithItsVolumeServicesTokenAndAccount() {
        Rendering objects = Rendering.of("");
        assertThat(objects.byName().keySet())
                .containsExactlyInAnyOrder(
                        "ServiceAccount/gw-rbdgate",
                        "Secret/gw-rbdgate-token",
                        "Secret/gw-rbdgate-operator-token",
                        "Secret/gw-rbdgate-viewer-token",
                        "Service/gw-rbdgate",
                        "Service/gw-rbdgate-iscsi",
                        "Service/gw-rbdgate-api",
                        "StatefulSet/gw-rbdgate",
                        "Pod/gw-rbdgate-test");
        JsonNode set = objects.get("StatefulSet/gw-rbdgate");
        assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(set.at("/spec/serviceName").asString()).isEqualTo("gw-rbdgate");
        assertThat(
                        set.at("/spec/volumeClaimTemplates/0/spec/resources/requests/storage")
                                .asString())
                .isEqualTo("100Gi");
        assertThat(set.at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted").asString())
                .isEqualTo("Retain");
        assertThat(secret(objects, "token", "admin.token")).hasSize(43);
        assertThat(secret(objects, "operator-token", "operator.token"))
                .hasSize(43)
                .isNotEqualTo(secret(objects, "viewer-token", "viewer.token"));
    }

    private static String secret(Rendering objects, String name, String key) {
        JsonNode data = objects.get("Secret/gw-rbdgate-" + name).get("data");
        return new String(
                Base64.getDecoder().decode(data.get(key).asString()), StandardCharsets.US_ASCII);
    }

    @Test
    void theProbesAreTheOpenOnesAndFollowTheScheme() {
        JsonNode container = Rendering.of("").pod().at("/containers/0");
        assertThat(container.at("/livenessProbe/httpGet/path").asString())
                .isEqualTo("/actuator/health/liveness");
        assertThat(container.at("/readinessProbe/httpGet/path").asString())
                .isEqualTo("/actuator/health/readiness");
        assertThat(container.at("/startupProbe/failureThreshold").asInt()).isEqualTo(150);
        JsonNode secured = Rendering.of("tls: {enabled: true}").pod().at("/containers/0");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(secured.at("/" + probe + "/httpGet/scheme").asString()).isEqualTo("HTTPS");
        }
    }

    @Test
    void theEnvironmentHoldsNothingThatTheGatewayRefuses() {
        Rendering objects =
                Rendering.of(
                        """
                        volumes: {demo: 10GiB, more: 1GiB}
                        iscsi: {advertise: ["192.0.2.10:3260", "[2001:db8::1]:3260"]}
                        store: rados
                        ceph: {existingSecret: mine, user: gateway, pools: [rbd, fast]}
                        settings: {RBDGATE_ISCSI_HOST: 0.0.0.0}
                        """);
        List<String> names =
                objects.pod()
                        .at("/containers/0/env")
                        .valueStream()
                        .map(it -> it.get("name").asString())
                        .toList();
        SettingNames.checkEnvironment(new HashSet<>(names));
        assertThat(names).doesNotHaveDuplicates().contains("RBDGATE_ISCSI_HOST");
        assertThat(objects.variable("RBDGATE_VOLUME")).isEqualTo("demo=10GiB,more=1GiB");
        assertThat(objects.variable("RBDGATE_ISCSI_ADVERTISE"))
                .isEqualTo("192.0.2.10:3260,[2001:db8::1]:3260");
        assertThat(objects.variable("RBDGATE_TOKEN_FILE"))
                .isEqualTo("/etc/rbdgate/token/admin.token");
        assertThat(objects.variable("RBDGATE_STORE")).isEqualTo("rados");
        assertThat(objects.variable("RBDGATE_CEPH_POOLS")).isEqualTo("rbd,fast");
        // Kubernetes would add variables of its own, named after the Services.
        assertThat(objects.pod().get("enableServiceLinks").asBoolean(true)).isFalse();
    }

    @Test
    void initiatorsAreToldAnAddressThatLasts() {
        assertThat(advertised("iscsi: {service: {clusterIP: 10.0.0.5}}"))
                .isEqualTo("10.0.0.5:3260");
        assertThat(advertised("iscsi: {service: {clusterIP: 'fd00::5'}}"))
                .isEqualTo("[fd00::5]:3260");
        assertThat(advertised("iscsi: {service: {type: LoadBalancer, loadBalancerIP: 192.0.2.10}}"))
                .isEqualTo("192.0.2.10:3260");
        assertThat(advertised("iscsi: {service: {type: NodePort, nodePort: 32260}}"))
                .isEqualTo("$(HOST_IP):32260");
        assertThatThrownBy(() -> Rendering.of("iscsi: {service: {type: NodePort}}"))
                .hasMessageContaining("nodePort");
    }

    private static String advertised(String values) {
        return Rendering.of(values).variable("RBDGATE_ISCSI_ADVERTISE");
    }

    @Test
    void aTokenOfOnesOwnIsTaken() {
        Rendering objects = Rendering.of("token: {existingSecret: mine}");
        assertThat(objects.byName()).doesNotContainKey("Secret/gw-rbdgate-token");
        assertThat(objects.pod().at("/volumes/0/projected/sources/0/secret/name").asString())
                .isEqualTo("mine");
        assertThat(secret(Rendering.of("token: {value: abcdefghijklmnop}"), "token", "admin.token"))
                .isEqualTo("abcdefghijklmnop");
    }

    @Test
    void everyCallerHasTheLeastRoleThatItNeeds() {
        Rendering objects =
                Rendering.of(
                        "csi: {enabled: true}\nserviceMonitor: {enabled: true}\ndiscoveryAuth: {user: hosts}");
        assertThat(tokenOf(objects.get("Pod/gw-rbdgate-test").get("spec")))
                .isEqualTo("gw-rbdgate-viewer-token viewer.token");
        // Who may discover is the admin's to say.
        assertThat(tokenOf(objects.get("Job/gw-rbdgate-discovery").at("/spec/template/spec")))
                .isEqualTo("gw-rbdgate-token admin.token");
        JsonNode scrape = objects.get("ServiceMonitor/gw-rbdgate").at("/spec/endpoints/0");
        assertThat(scrape.at("/authorization/credentials/name").asString())
                .isEqualTo("gw-rbdgate-viewer-token");
        JsonNode controller =
                objects.get("Deployment/gw-rbdgate-csi-controller").at("/spec/template/spec");
        assertThat(controller.toString())
                .contains("--token-file=/etc/rbdgate/token/operator.token")
                .doesNotContain("admin.token");
        assertThat(controller.at("/volumes").findValuesAsString("secretName"))
                .contains("gw-rbdgate-operator-token")
                .doesNotContain("gw-rbdgate-token");
    }

    private static String tokenOf(JsonNode pod) {
        JsonNode source = pod.at("/containers/0/env/1/valueFrom/secretKeyRef");
        return source.path("name").asString() + " " + source.path("key").asString();
    }

    @Test
    void dashboardAndAlertsAreThoseOfTheGateway() throws Exception {
        Rendering objects =
                Rendering.of(
                        "prometheusRule: {enabled: true}\ndashboard: {enabled: true}\nserviceMonitor: {enabled: true}");
        Path ops = Path.of("..", "ops");
        JsonMapper json = JsonMapper.shared();
        assertThat(
                        json.readTree(
                                objects.get("ConfigMap/gw-rbdgate-dashboard")
                                        .at("/data/rbdgate.json")
                                        .asString()))
                .isEqualTo(json.readTree(Files.readAllBytes(ops.resolve("grafana/rbdgate.json"))));
        String rules = Files.readString(ops.resolve("prometheus/rbdgate.rules.yaml"));
        assertThat(objects.get("PrometheusRule/gw-rbdgate").get("spec"))
                .isEqualTo(json.valueToTree(new Yaml().<Object>load(rules)));
        String job =
                objects.get("ServiceMonitor/gw-rbdgate")
                        .at("/spec/endpoints/0/relabelings/0/replacement")
                        .asString();
        assertThat(rules).contains("up{job=~\".*rbdgate.*\"}");
        assertThat(job).contains("rbdgate");
    }

    @Test
    void aCertificateThatIsMadeNamesTheServicesAndItsKeyIsPkcs8() throws CertificateException {
        Rendering objects = Rendering.of("tls: {enabled: true, names: [storage.example.net]}");
        assertThat(secret(objects, "tls", "tls.key")).startsWith("-----BEGIN PRIVATE KEY-----");
        X509Certificate authority = certificate(secret(objects, "tls", "ca.crt"));
        X509Certificate made = certificate(secret(objects, "tls", "tls.crt"));
        assertThat(made.getIssuerX500Principal()).isEqualTo(authority.getSubjectX500Principal());
        assertThat(made.getSubjectAlternativeNames().stream().map(it -> String.valueOf(it.get(1))))
                .contains("gw-rbdgate-api.storage.svc", "gw-rbdgate-iscsi", "storage.example.net");
    }

    private static X509Certificate certificate(String text) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void theNetworkPolicyLetsInitiatorsInByAddressOnly() {
        JsonNode ingress =
                Rendering.of("networkPolicy: {enabled: true, initiatorCIDRs: [192.0.2.0/24]}")
                        .get("NetworkPolicy/gw-rbdgate")
                        .at("/spec/ingress");
        assertThat(ingress.at("/0/from/0/ipBlock/cidr").asString()).isEqualTo("192.0.2.0/24");
        assertThat(ingress.at("/0/ports/0/port").asString()).isEqualTo("iscsi");
        assertThat(ingress.at("/0/ports/1").isMissingNode()).isTrue();
        assertThat(ingress.at("/1/ports/0/port").asString()).isEqualTo("api");
        JsonNode closed =
                Rendering.of("networkPolicy: {enabled: true}")
                        .get("NetworkPolicy/gw-rbdgate")
                        .at("/spec/ingress");
        assertThat(closed).hasSize(1);
        assertThat(closed.at("/0/ports/0/port").asString()).isEqualTo("api");
    }

    @Test
    void wrongValuesAreRefusedByTheSchema() {
        for (String values :
                List.of(
                        "colour: red",
                        "replicas: 2",
                        "replicas: 0",
                        "store: tape",
                        "iscsi: {port: high}",
                        "iscsi: {advertise: [\"no port\"]}",
                        "iscsi: {service: {clusterIP: None}}",
                        "volumes: {Demo: 1GiB}",
                        "volumes: {demo: much}",
                        "token: {value: short}",
                        "csi: {storageClass: {parameters: {colour: red}}}",
                        "csi: {storageClass: {parameters: {chap: perhaps}}}",
                        "csi: {attributesClasses: {gold: {}}}",
                        "csi: {attributesClasses: {gold: {objectSize: 1MiB}}}",
                        "image: {digest: latest}",
                        "networkPolicy: {initiatorCIDRs: [everybody]}",
                        "ceph: {pools: []}",
                        "terminationGracePeriodSeconds: 30",
                        "user: 0",
                        "settings: {DATA_DIR: x}")) {
            assertThatThrownBy(() -> Rendering.of(values))
                    .as(values)
                    .hasMessageContaining("schema");
        }
    }

    @Test
    void cephWithoutItsConfigurationIsRefused() {
        assertThatThrownBy(() -> Rendering.of("store: rados")).hasMessageContaining("ceph.conf");
    }
}
