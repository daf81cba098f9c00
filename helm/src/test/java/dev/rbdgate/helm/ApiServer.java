package dev.rbdgate.helm;

import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;

/**
 * A stand-in of an API server: stores, finds, patches and deletes objects, and tells which kinds there
 * are. It neither admits nor completes objects, and nothing acts on them.
 */
final class ApiServer implements AutoCloseable {

    /**
     * A kind of object.
     *
     * @param group empty: the core
     */
    private record Kind(String group, String name, String plural, boolean namespaced) {
        private static final String VERSION = "v1";

        private String path() {
            return group.isEmpty() ? "/api/v1" : "/apis/" + group + "/" + VERSION;
        }

        private Map<String, Object> resource() {
            return Map.of(
                    "name",
                    plural,
                    "singularName",
                    "",
                    "namespaced",
                    namespaced,
                    "kind",
                    name,
                    "verbs",
                    List.of("create", "delete", "get", "list", "patch", "update", "watch"));
        }
    }

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String STORAGE = "storage.k8s.io";

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("", "ConfigMap", "configmaps", true),
                    new Kind("", "PersistentVolume", "persistentvolumes", false),
                    new Kind("", "PersistentVolumeClaim", "persistentvolumeclaims", true),
                    new Kind("", "Pod", "pods", true),
                    new Kind("", "Secret", "secrets", true),
                    new Kind("", "Service", "services", true),
                    new Kind("", "ServiceAccount", "serviceaccounts", true),
                    new Kind("apps", "DaemonSet", "daemonsets", true),
                    new Kind("apps", "Deployment", "deployments", true),
                    new Kind("apps", "StatefulSet", "statefulsets", true),
                    new Kind("batch", "Job", "jobs", true),
                    new Kind("networking.k8s.io", "NetworkPolicy", "networkpolicies", true),
                    new Kind("policy", "PodDisruptionBudget", "poddisruptionbudgets", true),
                    new Kind(RBAC, "ClusterRole", "clusterroles", false),
                    new Kind(RBAC, "ClusterRoleBinding", "clusterrolebindings", false),
                    new Kind(RBAC, "Role", "roles", true),
                    new Kind(RBAC, "RoleBinding", "rolebindings", true),
                    new Kind(STORAGE, "CSIDriver", "csidrivers", false),
                    new Kind(STORAGE, "StorageClass", "storageclasses", false),
                    new Kind(STORAGE, "VolumeAttributesClass", "volumeattributesclasses", false));

    private final KubernetesMockServer server;
    private final NamespacedKubernetesClient client;

    ApiServer() {
        Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
        server =
                new KubernetesMockServer(
                        new Context(),
                        new MockWebServer(),
                        answers,
                        new KubernetesMixedDispatcher(answers),
                        false);
        server.init();
        tellKinds();
        client = server.createClient();
    }

    private void tellKinds() {
        always("/api", Map.of("kind", "APIVersions", "versions", List.of("v1")));
        Map<String, List<Kind>> groups =
                KINDS.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Kind::path, LinkedHashMap::new, Collectors.toList()));
        groups.forEach((path, kinds) ->
                always(
                        path,
                        Map.of(
                                "kind",
                                "APIResourceList",
                                "apiVersion",
                                "v1",
                                "groupVersion",
                                version(kinds.getFirst()).get("groupVersion"),
                                "resources",
                                kinds.stream().map(Kind::resource).toList())));
        always(
                "/apis",
                Map.of(
                        "kind",
                        "APIGroupList",
                        "apiVersion",
                        "v1",
                        "groups",
                        groups.values().stream()
                                .map(List::getFirst)
                                .filter(it -> !it.group().isEmpty())
                                .map(it -> Map.of(
                                        "name",
                                        it.group(),
                                        "versions",
                                        List.of(version(it)),
                                        "preferredVersion",
                                        version(it)))
                                .toList()));
    }

    private static Map<String, String> version(Kind kind) {
        return Map.of(
                "groupVersion",
                kind.group().isEmpty() ? Kind.VERSION : kind.group() + "/" + Kind.VERSION,
                "version",
                Kind.VERSION);
    }

    private void always(String path, Object answer) {
        server.expect().get().withPath(path).andReturn(200, answer).always();
    }

    /** To look at the objects, and to act as the cluster would. */
    NamespacedKubernetesClient client() {
        return client;
    }

    /** What programs find the server by. */
    String kubeConfig() {
        return """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "http://%s:%d"}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: x, context: {cluster: c, user: u, namespace: storage}}]
        current-context: x
        """
                .formatted(server.getHostName(), server.getPort());
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
