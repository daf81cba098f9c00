package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the chart makes of some values.
 *
 * @param byName objects by "Kind/name"
 */
record Rendering(Map<String, JsonNode> byName) {

    static final Path CHART = Path.of("rbdgate").toAbsolutePath().normalize();

    /** What the pinned sidecars need. */
    static final String KUBERNETES = "v1.34.0";

    /**
     * Renders a release named {@code gw} in namespace {@code storage}, hooks as objects like
     * others: the library leaves them out of what it renders.
     */
    static Rendering of(String values) {
        try {
            Path copy = Files.createTempDirectory("chart");
            try {
                Path chart = withoutHooks(copy);
                Path file = Files.writeString(copy.resolve("values.yaml"), values);
                return parse(
                        new Helm(chart)
                                .template()
                                .withName("gw")
                                .withNamespace("storage")
                                .withKubeVersion(KUBERNETES)
                                .withValuesFile(file)
                                .call());
            } finally {
                remove(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path withoutHooks(Path directory) throws IOException {
        Path to = directory.resolve("rbdgate");
        try (Stream<Path> paths = Files.walk(CHART)) {
            for (Path path : paths.toList()) {
                Path place = to.resolve(CHART.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(place);
                } else {
                    Files.write(
                            place,
                            Files.readAllLines(path).stream()
                                    .filter(it -> !it.strip().startsWith("helm.sh/hook"))
                                    .toList());
                }
            }
        }
        return to;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Rendering parse(String text) {
        Map<String, JsonNode> objects = new TreeMap<>();
        for (Object document : new Yaml().loadAll(text)) {
            if (document != null) {
                JsonNode object = JsonMapper.shared().valueToTree(document);
                String name =
                        object.get("kind").asString()
                                + "/"
                                + object.at("/metadata/name").asString();
                assertThat(objects.put(name, object)).as("a second " + name).isNull();
            }
        }
        return new Rendering(objects);
    }

    JsonNode get(String name) {
        assertThat(byName).containsKey(name);
        return byName.getOrDefault(name, JsonMapper.shared().nullNode());
    }

    /** The gateway's pod. */
    JsonNode pod() {
        return get("StatefulSet/gw-rbdgate").at("/spec/template/spec");
    }

    /**
     * Value of a variable of the gateway's container; empty if there is none or it has a source.
     */
    String variable(String name) {
        return pod().at("/containers/0/env")
                .valueStream()
                .filter(it -> it.get("name").asString().equals(name))
                .map(it -> it.path("value").asString(""))
                .findFirst()
                .orElse("");
    }

    /** Every pod that the objects would start, by the name of its object. */
    Map<String, JsonNode> pods() {
        Map<String, JsonNode> pods = new TreeMap<>();
        byName.forEach((name, object) -> {
            JsonNode pod =
                    object.get("kind").asString().equals("Pod")
                            ? object.get("spec")
                            : object.at("/spec/template/spec");
            if (pod.isObject()) {
                pods.put(name, pod);
            }
        });
        return pods;
    }

    /** Containers and init containers of a pod. */
    static List<JsonNode> containers(JsonNode pod) {
        List<JsonNode> all = new ArrayList<>();
        Stream.of("containers", "initContainers").forEach(it -> pod.path(it).forEach(all::add));
        return all;
    }
}
