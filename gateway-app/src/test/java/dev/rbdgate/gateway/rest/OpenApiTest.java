package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import dev.rbdgate.gateway.TinyInitiator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client that knows the gateway by its description alone: it calls nothing that is not described,
 * and takes no status, type or body that the description does not allow.
 */
final class OpenApiTest {

    private static final String HOST = "iqn.1993-08.org.debian:01:abc";
    private static final String BASE = "/api/v1";

    @TempDir static Path directory;
    private static RunningGateway gateway;
    private static JsonNode api;
    private static final Set<String> called = new TreeSet<>();

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
        api = gateway.send(gateway.token(), "GET", "/v3/api-docs", null).json();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Calls an operation, and checks request and answer against its description. */
    private static Answer call(
            int status, String method, String template, @Nullable String body, String... values) {
        String path = template;
        for (String value : values) {
            path = path.replaceFirst("\\{\\w+}", value);
        }
        String described = template.split("\\?", 2)[0];
        JsonNode operation =
                api.path("paths").path(BASE + described).path(method.toLowerCase(Locale.ROOT));
        assertThat(operation.isObject())
                .as(method + " " + described + " is not described")
                .isTrue();
        if (body != null) {
            check(
                    operation.at("/requestBody/content/application~1json/schema"),
                    body,
                    "request of " + described);
        }
        for (String parameter : queries(template)) {
            assertThat(operation.get("parameters").findValuesAsString("name")).contains(parameter);
        }
        Answer answer = gateway.send(gateway.token(), method, BASE + path, body);
        assertThat(answer.status()).as(method + " " + path + ": " + answer).isEqualTo(status);
        JsonNode responses = operation.path("responses");
        JsonNode response = responses.path(Integer.toString(status));
        if (status >= 400) {
            response = responses.path("default");
        }
        assertThat(response.isObject())
                .as(method + " " + described + " describes no " + status)
                .isTrue();
        if (!answer.text().isEmpty()) {
            String type = answer.header("Content-Type").split(";", 2)[0];
            JsonNode schema = response.path("content").path(type).path("schema");
            if (schema.isMissingNode()) {
                schema = response.path("content").path("*/*").path("schema");
            }
            assertThat(schema.isObject())
                    .as(method + " " + described + " " + status + " describes no " + type)
                    .isTrue();
            if (type.contains("json")) {
                check(schema, answer.text(), method + " " + described + " " + status);
            }
        }
        called.add(method + " " + described);
        return answer;
    }

    private static Set<String> queries(String template) {
        Set<String> names = new TreeSet<>();
        if (template.contains("?")) {
            for (String pair : template.split("\\?", 2)[1].split("&", -1)) {
                names.add(pair.split("=", 2)[0]);
            }
        }
        return names;
    }

    /** Members that are not described are errors, too. */
    private static void check(JsonNode schema, String json, String what) {
        ObjectNode whole = new JsonMapper().createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", api.get("components"));
        whole.set("$ref", new JsonMapper().valueToTree("#/components/schemas/It"));
        ObjectNode components = (ObjectNode) whole.get("components").deepCopy();
        ((ObjectNode) components.get("schemas")).set("It", schema);
        components
                .get("schemas")
                .forEach(it -> {
                    if (it instanceof ObjectNode object && object.has("properties")) {
                        object.put("additionalProperties", false);
                    }
                });
        ObjectNode problem = (ObjectNode) components.get("schemas").get("ProblemDocument");
        problem.put("additionalProperties", true);
        whole.set("components", components);
        JsonSchema compiled =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(whole.toString(), InputFormat.JSON);
        assertThat(compiled.validate(json, InputFormat.JSON))
                .as(what + "\n" + json + "\n" + schema)
                .isEmpty();
    }

    @Test
    void everythingIsAsDescribed() throws Exception {
        images();
        snapshots();
        mapping();
        volumesAndSessions();
        administration();
        call(200, "GET", "/system", null);
        call(200, "GET", "/caller", null);
        call(200, "GET", "/history?step=60", null);
        call(200, "GET", "/rates?limit=5", null);
        call(200, "GET", "/tasks?state=succeeded&kind=image.copy&subject=rbd/a", null);
        call(200, "GET", "/tasks/{id}", null, "1");
        call(204, "DELETE", "/tasks/{id}", null, "1");
        call(404, "GET", "/tasks/{id}", null, "none");
        call(400, "GET", "/images?limit=0", null);

        Set<String> described = new TreeSet<>();
        api.get("paths")
                .properties()
                .forEach(path -> {
                    if (path.getKey().startsWith(BASE)) {
                        path.getValue()
                                .propertyNames()
                                .forEach(method ->
                                        described.add(
                                                method.toUpperCase(Locale.ROOT)
                                                        + " "
                                                        + path.getKey().substring(BASE.length())));
                    }
                });
        described.removeAll(called);
        assertThat(described)
                .as("described and never called")
                .isSubsetOf(
                        // Streams of bytes and of events, tested with what they carry; and taking
                        // a lock that nobody has.
                        "GET /events",
                        "GET /images/{pool}/{name}/content",
                        "PUT /images/{pool}/{name}/content",
                        "DELETE /images/{pool}/{name}/lock");
    }

    /** Clients are generated from it: methods are called after these names. */
    @Test
    void everyOperationHasANameOfItsOwn() {
        List<String> names = new ArrayList<>();
        api.get("paths")
                .forEach(path ->
                        path.forEach(
                                operation -> names.add(operation.get("operationId").asString())));
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("imageList", "imageCreate", "targetDelete", "lunGet")
                .allMatch(it -> it.matches("[a-z][A-Za-z]+"))
                .noneMatch(it -> it.startsWith("error"));
    }

    /** What can be changed under a condition says so, and nothing else does. */
    @Test
    void changesOfResourcesWithATagTakeAnIfMatch() {
        List<String> conditional = new ArrayList<>();
        api.get("paths")
                .forEach(path ->
                        path.forEach(operation -> {
                            if (operation
                                    .path("parameters")
                                    .findValuesAsString("name")
                                    .contains("If-Match")) {
                                conditional.add(operation.get("operationId").asString());
                            }
                        }));
        assertThat(conditional)
                .contains("imageUpdate", "targetDelete", "lunUpdate", "initiatorUpdate")
                .doesNotContain("imageGet", "imageCreate", "sessionDelete", "contentPut");
    }

    /** What nothing refers to would become a class that nobody uses, or one that is in the way. */
    @Test
    void everySchemaIsReferredToAndEveryReferenceLeadsToOne() {
        Set<String> defined = new TreeSet<>();
        api.at("/components/schemas").propertyNames().forEach(defined::add);
        Set<String> referred = new TreeSet<>();
        api.findValuesAsString("$ref").forEach(it -> referred.add(it.replaceFirst(".*/", "")));
        assertThat(referred).isEqualTo(defined);
    }

    private void images() {
        String image = "/images/{pool}/{name}";
        call(201, "POST", "/images", "{\"name\":\"a\",\"size\":\"16MiB\",\"objectSize\":4194304}");
        call(200, "POST", "/images", "{\"name\":\"a\",\"size\":16777216}");
        call(409, "POST", "/images", "{\"name\":\"a\",\"size\":\"32MiB\"}");
        call(200, "GET", "/images?name=a&pool=rbd", null);
        call(200, "GET", image, null, "rbd", "a");
        call(404, "GET", image, null, "rbd", "none");
        call(200, "PATCH", image, "{\"size\":\"32MiB\"}", "rbd", "a");
        call(200, "GET", image + "/features", null, "rbd", "a");
        call(200, "PATCH", image + "/features", "{\"disable\":[\"deep-flatten\"]}", "rbd", "a");
        call(200, "PUT", image + "/metadata/{key}", "{\"value\":\"x\"}", "rbd", "a", "k");
        call(200, "GET", image + "/metadata/{key}", null, "rbd", "a", "k");
        call(200, "GET", image + "/metadata", null, "rbd", "a");
        call(204, "DELETE", image + "/metadata/{key}", null, "rbd", "a", "k");
        call(200, "GET", image + "/lock", null, "rbd", "a");
        call(200, "GET", image + "/object-map", null, "rbd", "a");
        call(200, "POST", image + "/object-map/check", null, "rbd", "a");
        call(202, "POST", image + "/object-map/rebuild", null, "rbd", "a");
        call(202, "POST", image + "/copy", "{\"to\":\"rbd/b\"}", "rbd", "a");
        call(204, "DELETE", image, null, "rbd", made("doomed"));
    }

    private static String made(String name) {
        call(201, "POST", "/images", "{\"name\":\"" + name + "\",\"size\":\"16MiB\"}");
        return name;
    }

    private void snapshots() {
        String image = "/images/{pool}/{name}";
        String of = made("snapped");
        call(201, "POST", image + "/snapshots", "{\"name\":\"s\",\"protected\":true}", "rbd", of);
        call(200, "GET", image + "/snapshots", null, "rbd", of);
        call(200, "GET", image + "/snapshots/{snap}", null, "rbd", of, "s");
        call(200, "PATCH", image + "/snapshots/{snap}", "{\"name\":\"t\"}", "rbd", of, "s");
        call(201, "POST", "/images", "{\"name\":\"clone\",\"from\":\"rbd/snapped@t\"}");
        call(200, "GET", image + "/children", null, "rbd", of);
        call(202, "POST", image + "/flatten", null, "rbd", "clone");
        call(202, "POST", image + "/snapshots/{snap}/rollback", "{}", "rbd", of, "t");
        call(201, "POST", image + "/snapshots", "{\"name\":\"u\"}", "rbd", of);
        call(204, "DELETE", image + "/snapshots/{snap}", null, "rbd", of, "u");
    }

    private void mapping() {
        String iqn = "iqn.2000-01.x:t";
        String target = "/targets/{iqn}";
        made("mapped");
        call(201, "POST", "/targets", "{\"iqn\":\"" + iqn + "\",\"alias\":\"x\"}");
        call(200, "GET", "/targets?name=x:t", null);
        call(200, "PATCH", target, "{\"redirect\":{\"address\":\"192.0.2.1\",\"port\":3260}}", iqn);
        call(
                200,
                "PATCH",
                target,
                "{\"redirect\":null,\"portals\":[{\"address\":\"127.0.0.9\",\"port\":3269}]}",
                iqn);
        call(201, "POST", target + "/luns", "{\"image\":\"rbd/mapped\",\"lun\":3}", iqn);
        call(200, "GET", target + "/luns?state=ready", null, iqn);
        call(200, "GET", target + "/luns/{lun}", null, iqn, "3");
        call(200, "GET", target + "/luns/{lun}/persistent-volume", null, iqn, "3");
        call(200, "PATCH", target + "/luns/{lun}", "{\"readOnly\":true}", iqn, "3");
        call(
                201,
                "POST",
                target + "/initiators",
                "{\"initiator\":\""
                        + HOST
                        + "\",\"luns\":[3],\"chap\":{\"user\":\"u\",\"secret\":\"correct-horse\"}}",
                iqn);
        call(200, "GET", target + "/initiators", null, iqn);
        call(200, "GET", target + "/initiators/{name}", null, iqn, HOST);
        call(
                200,
                "PATCH",
                target + "/initiators/{name}",
                "{\"luns\":\"all\",\"chap\":null}",
                iqn,
                HOST);
        call(200, "GET", target, null, iqn);
        call(204, "DELETE", target + "/initiators/{name}", null, iqn, HOST);
        call(204, "DELETE", target + "/luns/{lun}", null, iqn, "3");
        call(204, "DELETE", target, null, iqn);
        call(200, "GET", "/discovery-auth", null);
        call(200, "PUT", "/discovery-auth", "{}");
    }

    private void volumesAndSessions() throws Exception {
        String body = "{\"name\":\"v\",\"size\":\"16MiB\",\"initiators\":[\"" + HOST + "\"]}";
        call(201, "POST", "/volumes", body);
        call(200, "POST", "/volumes", body);
        call(200, "GET", "/volumes?name=v", null);
        call(200, "GET", "/volumes/{name}", null, "v");
        call(200, "GET", "/volumes/{name}/host-lines", null, "v");
        try (TinyInitiator _ =
                TinyInitiator.login(gateway.portal(), HOST, "iqn.2026-11.dev.rbdgate:v")) {
            JsonNode sessions =
                    call(200, "GET", "/sessions?target=iqn.2026-11.dev.rbdgate:v", null).json();
            String id = sessions.get("items").get(0).get("id").asString();
            call(200, "GET", "/sessions/{id}", null, id);
            call(409, "DELETE", "/volumes/{name}", null, "v");
            call(204, "DELETE", "/sessions/{id}", null, id);
        }
        call(204, "DELETE", "/volumes/{name}?force=true", null, "v");
    }

    private void administration() {
        made("thrown");
        String id =
                call(201, "POST", "/trash", "{\"image\":\"rbd/thrown\"}")
                        .json()
                        .get("id")
                        .asString();
        call(200, "GET", "/trash", null);
        call(200, "GET", "/trash/{id}", null, id);
        call(200, "POST", "/trash/{id}/restore", "{\"name\":\"back\"}", id);
        id = call(201, "POST", "/trash", "{\"image\":\"rbd/back\"}").json().get("id").asString();
        call(204, "DELETE", "/trash/{id}", null, id);
        call(201, "POST", "/namespaces", "{\"name\":\"n\"}");
        call(200, "GET", "/namespaces", null);
        call(200, "GET", "/namespaces/{name}", null, "n");
        call(204, "DELETE", "/namespaces/{name}", null, "n");
        call(201, "POST", "/tokens", "{\"name\":\"x\",\"role\":\"viewer\"}");
        call(200, "GET", "/tokens", null);
        call(200, "GET", "/tokens/{name}", null, "x");
        call(204, "DELETE", "/tokens/{name}", null, "x");
        call(200, "GET", "/audit?limit=5", null);
    }
}
