package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every pod of the gateway runs under the restricted Pod Security Standard. */
final class RestrictedPolicyTest {

    @ParameterizedTest
    @MethodSource("dev.rbdgate.helm.ValuesMatrix#values")
    void everyPodOfTheGatewayIsRestricted(String values) {
        var pods = Rendering.of(values).pods();
        assertThat(pods).containsKeys("StatefulSet/gw-rbdgate", "Pod/gw-rbdgate-test");
        pods.forEach((name, pod) -> {
            if (!name.contains("csi")) {
                assertThat(RestrictedPolicy.violations(pod)).as(name).isEmpty();
            }
        });
    }

    @Test
    void theDriversControllerIsRestrictedButForTheTokenThatItsSidecarsNeed() {
        JsonNode pod =
                Rendering.of("csi: {enabled: true, snapshots: true}")
                        .get("Deployment/gw-rbdgate-csi-controller")
                        .at("/spec/template/spec");
        assertThat(RestrictedPolicy.violations(pod)).containsExactly("token of the API server");
        assertThat(Rendering.containers(pod)).hasSize(6);
    }

    @Test
    void onlyTheDriverOnNodesIsPrivileged() {
        JsonNode pod =
                Rendering.of("csi: {enabled: true}")
                        .get("DaemonSet/gw-rbdgate-csi-node")
                        .at("/spec/template/spec");
        assertThat(
                        Rendering.containers(pod).stream()
                                .filter(it -> it.at("/securityContext/privileged").asBoolean(false))
                                .map(it -> it.get("name").asString()))
                .containsExactly("driver");
    }

    @Test
    void thePolicyFindsWhatItForbids() {
        JsonNode pod =
                JsonMapper.shared()
                        .valueToTree(
                                new Yaml()
                                        .load(
                                                """
                                                hostNetwork: true
                                                volumes: [{name: a, hostPath: {path: /}}]
                                                securityContext: {sysctls: [], runAsUser: 0}
                                                containers:
                                                  - name: c
                                                    ports: [{containerPort: 1, hostPort: 1}]
                                                    securityContext:
                                                      privileged: true
                                                      procMount: Unmasked
                                                      capabilities: {add: [SYS_ADMIN]}
                                                      seccompProfile: {type: Unconfined}
                                                """));
        assertThat(RestrictedPolicy.violations(pod))
                .containsExactlyInAnyOrder(
                        "hostNetwork",
                        "volume of type hostPath",
                        "sysctls",
                        "token of the API server",
                        "c: privileged",
                        "c: allowPrivilegeEscalation",
                        "c: capabilities not dropped",
                        "c: capabilities added",
                        "c: runAsNonRoot",
                        "c: runs as root",
                        "c: seccompProfile",
                        "c: procMount",
                        "c: hostPort",
                        "c: root can be written",
                        "c: no limit on memory");
    }
}
