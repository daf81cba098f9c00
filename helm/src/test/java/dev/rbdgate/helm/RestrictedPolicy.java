package dev.rbdgate.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The restricted profile of the Pod Security Standards (Kubernetes documentation, "Pod Security
 * Standards"), its baseline part included, and what we ask for besides: a read-only root, no token
 * of the API server, limits on memory.
 */
final class RestrictedPolicy {

    private static final Set<String> VOLUME_TYPES =
            Set.of(
                    "configMap",
                    "csi",
                    "downwardAPI",
                    "emptyDir",
                    "ephemeral",
                    "persistentVolumeClaim",
                    "projected",
                    "secret");

    private RestrictedPolicy() {}

    /** What is wrong with a pod; empty if nothing. */
    static List<String> violations(JsonNode pod) {
        List<String> found = new ArrayList<>();
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            report(found, pod.path(shared).asBoolean(false), shared);
        }
        for (JsonNode volume : pod.path("volumes")) {
            for (String type : volume.propertyNames()) {
                report(
                        found,
                        !type.equals("name") && !VOLUME_TYPES.contains(type),
                        "volume of type " + type);
            }
        }
        JsonNode all = pod.path("securityContext");
        report(found, !all.path("sysctls").isMissingNode(), "sysctls");
        report(
                found,
                pod.path("automountServiceAccountToken").asBoolean(true),
                "token of the API server");
        for (JsonNode container : Rendering.containers(pod)) {
            check(found, container.get("name").asString() + ": ", container, all);
        }
        return found;
    }

    private static void check(
            List<String> found, String name, JsonNode container, JsonNode shared) {
        JsonNode own = container.path("securityContext");
        report(found, own.path("privileged").asBoolean(false), name + "privileged");
        report(
                found,
                own.path("allowPrivilegeEscalation").asBoolean(true),
                name + "allowPrivilegeEscalation");
        report(
                found,
                own.at("/capabilities/drop")
                        .valueStream()
                        .noneMatch(it -> it.asString().equals("ALL")),
                name + "capabilities not dropped");
        report(
                found,
                own.at("/capabilities/add")
                        .valueStream()
                        .anyMatch(it -> !it.asString().equals("NET_BIND_SERVICE")),
                name + "capabilities added");
        report(
                found,
                !own.path("runAsNonRoot").asBoolean(shared.path("runAsNonRoot").asBoolean(false)),
                name + "runAsNonRoot");
        report(
                found,
                own.path("runAsUser").asInt(shared.path("runAsUser").asInt(-1)) == 0,
                name + "runs as root");
        String seccomp =
                own.at("/seccompProfile/type")
                        .asString(shared.at("/seccompProfile/type").asString(""));
        report(
                found,
                !Set.of("RuntimeDefault", "Localhost").contains(seccomp),
                name + "seccompProfile");
        report(found, !own.path("procMount").isMissingNode(), name + "procMount");
        for (JsonNode port : container.path("ports")) {
            report(found, port.has("hostPort"), name + "hostPort");
        }
        report(
                found,
                !own.path("readOnlyRootFilesystem").asBoolean(false),
                name + "root can be written");
        report(
                found,
                container.at("/resources/limits/memory").isMissingNode(),
                name + "no limit on memory");
    }

    private static void report(List<String> found, boolean wrong, String what) {
        if (wrong) {
            found.add(what);
        }
    }
}
