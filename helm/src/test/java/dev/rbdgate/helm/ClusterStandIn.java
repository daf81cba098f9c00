package dev.rbdgate.helm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * So much of a Kubernetes API server as Helm calls: discovery, and objects that are made, read,
 * listed, watched, patched and deleted. It checks nothing. Services get an address; Jobs and Pods
 * are done as soon as they are made.
 */
final class ClusterStandIn implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Where the API describes itself: here as nothing, so that clients have nothing to check. */
    private static final String DESCRIPTION = "/openapi/v2";

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    /** What the chart uses, by group and version: kind, and whether it is in a namespace. */
    private static final Map<String, Map<String, Boolean>> KINDS =
            Map.of(
                    "v1",
                    Map.of(
                            "Secret", true,
                            "Service", true,
                            "ServiceAccount", true,
                            "ConfigMap", true,
                            "Pod", true),
                    "apps/v1",
                    Map.of("StatefulSet", true, "Deployment", true, "DaemonSet", true),
                    "batch/v1",
                    Map.of("Job", true),
                    "rbac.authorization.k8s.io/v1",
                    Map.of(
                            "Role", true,
                            "RoleBinding", true,
                            "ClusterRole", false,
                            "ClusterRoleBinding", false),
                    "storage.k8s.io/v1",
                    Map.of("StorageClass", false, "CSIDriver", false));

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Objects by path; guarded by this, as is what follows. */
    private final Map<String, ObjectNode> objects = new TreeMap<>();

    private final List<String> changes = new ArrayList<>();
    private int version;

    ClusterStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Writes a file by which Helm finds it. */
    Path writeConfiguration(Path file) throws IOException {
        return Files.writeString(
                file,
                """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts: [{name: here, context: {cluster: here, user: nobody}}]
                clusters: [{name: here, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: nobody, user: {}}]
                """
                        .formatted(server.getAddress().getPort()));
    }

    /** Every object of a kind, by name. */
    synchronized Map<String, JsonNode> all(String kind) {
        Map<String, JsonNode> all = new TreeMap<>();
        for (ObjectNode object : objects.values()) {
            if (object.path("kind").asString().equals(kind)) {
                all.put(object.at("/metadata/name").asString(), object.deepCopy());
            }
        }
        return all;
    }

    /** What was made, patched and deleted, in order: "POST Job/gw". */
    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    private static String plural(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        return lower.endsWith("s") ? lower + "es" : lower + "s";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> query = query(exchange.getRequestURI().getQuery());
            if (query.getOrDefault("watch", "").matches("true|1")) {
                watch(exchange, path, query);
                return;
            }
            if (path.equals(DESCRIPTION)) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            send(exchange, answer(exchange.getRequestMethod(), path, query, body));
        }
    }

    private record Answer(int status, JsonNode body) {}

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> query(String text) {
        return text == null
                ? Map.of()
                : Arrays.stream(text.split("&", -1))
                        .map(it -> it.split("=", 2))
                        .collect(
                                Collectors.toMap(
                                        it -> it[0],
                                        it -> it.length > 1 ? it[1] : "",
                                        (first, _) -> first));
    }

    private Answer answer(String method, String path, Map<String, String> query, byte[] body) {
        if (path.equals("/version")) {
            return ok(
                    JSON.createObjectNode()
                            .put("major", "1")
                            .put("minor", "34")
                            .put("gitVersion", Rendering.KUBERNETES));
        }
        if (path.equals("/api")) {
            ObjectNode versions = JSON.createObjectNode().put("kind", "APIVersions");
            versions.putArray("versions").add("v1");
            return ok(versions);
        }
        if (path.equals("/apis")) {
            return ok(groups());
        }
        for (String group : KINDS.keySet()) {
            if (path.equals(root(group))) {
                return ok(resources(group));
            }
        }
        return change(method, path, query, body);
    }

    private static Answer ok(JsonNode body) {
        return new Answer(200, body);
    }

    private static String root(String groupVersion) {
        return (groupVersion.equals("v1") ? "/api/" : "/apis/") + groupVersion;
    }

    private static ObjectNode groups() {
        ObjectNode list = JSON.createObjectNode().put("kind", "APIGroupList");
        ArrayNode groups = list.put("apiVersion", "v1").putArray("groups");
        for (String groupVersion : KINDS.keySet()) {
            if (!groupVersion.equals("v1")) {
                String[] parts = groupVersion.split("/", 2);
                ObjectNode group = groups.addObject().put("name", parts[0]);
                ObjectNode version =
                        JSON.createObjectNode()
                                .put("groupVersion", groupVersion)
                                .put("version", parts[1]);
                group.putArray("versions").add(version);
                group.set("preferredVersion", version);
            }
        }
        return list;
    }

    private static ObjectNode resources(String groupVersion) {
        ObjectNode list = JSON.createObjectNode().put("kind", "APIResourceList");
        ArrayNode resources =
                list.put("apiVersion", "v1")
                        .put("groupVersion", groupVersion)
                        .putArray("resources");
        KINDS.getOrDefault(groupVersion, Map.of())
                .forEach((kind, namespaced) -> {
                    ObjectNode resource = resources.addObject().put("name", plural(kind));
                    resource.put("kind", kind).put("namespaced", namespaced);
                    ArrayNode verbs = resource.put("singularName", "").putArray("verbs");
                    Stream.of("create", "delete", "get", "list", "patch", "update", "watch")
                            .forEach(verbs::add);
                });
        return list;
    }

    private synchronized Answer change(
            String method, String path, Map<String, String> query, byte[] body) {
        ObjectNode present = objects.get(path);
        return switch (method) {
            case "GET" ->
                    present != null
                            ? ok(present)
                            : kind(path).map(it -> list(it, path, query)).orElseGet(() -> none());
            case "POST" -> create(path, object(body));
            case "PUT" -> present == null ? none() : keep(path, object(body));
            case "PATCH" -> {
                if (present == null) {
                    yield none();
                }
                merge(present, (ObjectNode) JSON.readTree(body));
                note(method, present);
                yield keep(path, present);
            }
            case "DELETE" -> {
                if (present == null) {
                    yield none();
                }
                note(method, present);
                objects.remove(path);
                yield ok(JSON.createObjectNode().put("kind", "Status").put("status", "Success"));
            }
            default -> none();
        };
    }

    /** Objects come as JSON, but for Helm's own records. */
    private static ObjectNode object(byte[] body) {
        boolean isJson = body.length > 0 && body[0] == '{';
        return isJson ? (ObjectNode) JSON.readTree(body) : HelmRecord.parse(body);
    }

    /** The kind of a collection's objects. */
    private static Optional<String> kind(String path) {
        return KINDS.values().stream()
                .flatMap(it -> it.keySet().stream())
                .filter(it -> path.endsWith("/" + plural(it)))
                .findFirst();
    }

    private Answer list(String kind, String path, Map<String, String> query) {
        String root = path.replaceFirst("/(namespaces|" + plural(kind) + ").*", "");
        ObjectNode list =
                JSON.createObjectNode()
                        .put("kind", kind + "List")
                        .put("apiVersion", root.replaceFirst("/apis?/", ""));
        list.putObject("metadata").put("resourceVersion", String.valueOf(version));
        ArrayNode items = list.putArray("items");
        matching(path, query).forEach(items::add);
        return ok(list);
    }

    private List<ObjectNode> matching(String path, Map<String, String> query) {
        return objects.entrySet().stream()
                .filter(it -> it.getKey().startsWith(path + "/"))
                .map(Map.Entry::getValue)
                .filter(it ->
                        has(it.at("/metadata/labels"), query.getOrDefault("labelSelector", "")))
                .filter(it ->
                        has(
                                JSON.createObjectNode()
                                        .put("metadata.name", it.at("/metadata/name").asString()),
                                query.getOrDefault("fieldSelector", "")))
                .toList();
    }

    /** Whether values are those of a selector: "name=value,...". */
    private static boolean has(JsonNode values, String selector) {
        return selector.isEmpty()
                || query(selector.replace(',', '&')).entrySet().stream()
                        .allMatch(
                                it -> values.path(it.getKey()).asString("").equals(it.getValue()));
    }

    private Answer create(String collection, ObjectNode object) {
        String path = collection + "/" + object.at("/metadata/name").asString();
        if (objects.containsKey(path)) {
            return refusal(CONFLICT, "AlreadyExists", path);
        }
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.put("uid", "uid-" + version).put("creationTimestamp", "2026-11-01T00:00:00Z");
        switch (object.get("kind").asString()) {
            case "Service" -> {
                ObjectNode spec = (ObjectNode) object.get("spec");
                if (spec.path("clusterIP").asString("").isEmpty()) {
                    spec.put("clusterIP", "10.96.0." + (version + 1));
                }
            }
            case "Job" ->
                    object.putObject("status")
                            .put("succeeded", 1)
                            .putArray("conditions")
                            .addObject()
                            .put("type", "Complete")
                            .put("status", "True");
            case "Pod" -> object.putObject("status").put("phase", "Succeeded");
            default -> {}
        }
        note("POST", object);
        Answer kept = keep(path, object);
        return new Answer(201, kept.body());
    }

    private Answer keep(String path, ObjectNode object) {
        version++;
        ((ObjectNode) object.get("metadata")).put("resourceVersion", String.valueOf(version));
        objects.put(path, object);
        return ok(object);
    }

    private void note(String method, JsonNode object) {
        changes.add(
                "%s %s/%s"
                        .formatted(
                                method,
                                object.get("kind").asString(),
                                object.at("/metadata/name").asString()));
    }

    /**
     * RFC 7396; a strategic patch's lists replace what was there, and its directives are left out.
     */
    private static void merge(ObjectNode into, ObjectNode patch) {
        patch.forEachEntry((name, value) -> {
            if (name.startsWith("$")) {
                return;
            }
            if (value.isNull()) {
                into.remove(name);
            } else if (value instanceof ObjectNode change
                    && into.get(name) instanceof ObjectNode old) {
                merge(old, change);
            } else {
                into.set(name, value);
            }
        });
    }

    private static Answer none() {
        return refusal(NOT_FOUND, "NotFound", "not found");
    }

    private static Answer refusal(int status, String reason, String message) {
        return new Answer(
                status,
                JSON.createObjectNode()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .put("status", "Failure")
                        .put("reason", reason)
                        .put("message", message)
                        .put("code", status));
    }

    /** Tells what is there, and nothing more until the client has seen enough. */
    private void watch(HttpExchange exchange, String path, Map<String, String> query)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        List<JsonNode> events = new ArrayList<>();
        synchronized (this) {
            for (ObjectNode object : matching(path, query)) {
                ObjectNode event = JSON.createObjectNode().put("type", "ADDED");
                event.set("object", object.deepCopy());
                events.add(event);
            }
            ObjectNode mark = JSON.createObjectNode().put("type", "BOOKMARK");
            ObjectNode object = mark.putObject("object");
            events.stream()
                    .findFirst()
                    .map(it -> it.get("object"))
                    .ifPresent(it -> {
                        object.set("kind", it.get("kind"));
                        object.set("apiVersion", it.get("apiVersion"));
                    });
            object.putObject("metadata")
                    .put("resourceVersion", String.valueOf(version))
                    .putObject("annotations")
                    .put("k8s.io/initial-events-end", "true");
            if (!events.isEmpty() && query.containsKey("sendInitialEvents")) {
                events.add(mark);
            }
        }
        for (JsonNode event : events) {
            out.write((JSON.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.close();
    }
}
