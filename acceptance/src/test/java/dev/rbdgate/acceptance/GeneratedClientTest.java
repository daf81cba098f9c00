package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client is generated from what the gateway says of itself, by a tool that many use, and works.
 * The tool's jar also holds the libraries that the generated classes need.
 */
@Tag("clients")
final class GeneratedClientTest {

    /** The generator, and the annotation that its classes carry; the build puts them there. */
    private static final Path LIBRARIES = Path.of("target/openapi").toAbsolutePath();

    private static final Path PROGRAM = Path.of("src/test/resources/openapi/UseClient.java");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir private static Path directory;

    @Test
    void everythingThatAVolumeIsMadeOfIsManagedThroughIt() throws IOException {
        try (Network network = new Network();
                Gateway gateway = new Gateway(network, directory.resolve("data")).start()) {
            String token = Files.readString(directory.resolve("data/admin.token")).strip();
            String java = gateway.java().toString();
            generate(java, describe(network, token));
            Path classes = compile(java);
            String told =
                    network.run(
                                    LIMIT,
                                    java,
                                    "-classpath",
                                    classes + ":" + LIBRARIES + "/*",
                                    "UseClient",
                                    Window.URL.replaceFirst("/$", ""),
                                    token)
                            .ok();
            assertThat(told.lines())
                    .containsExactly(
                            "images and snapshots",
                            "targets, LUNs and grants",
                            "sessions",
                            "tasks",
                            "refusals",
                            "all gone");
        }
    }

    /** What the gateway says of itself, in a file. */
    private static Path describe(Network network, String token) {
        Path description = directory.resolve("api.json");
        network.run(
                        "curl",
                        "--silent",
                        "--fail",
                        "--output",
                        description.toString(),
                        "--header",
                        "Authorization: Bearer " + token,
                        Window.URL + "v3/api-docs")
                .ok();
        return description;
    }

    private static void generate(String java, Path description) throws IOException {
        Command.run(
                        LIMIT,
                        Map.of(),
                        List.of(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-jar",
                                generator().toString(),
                                "generate",
                                "--input-spec",
                                description.toString(),
                                "--generator-name",
                                "java",
                                "--library",
                                "native",
                                "--output",
                                directory.resolve("client").toString(),
                                "--global-property",
                                "apis,models,supportingFiles,apiTests=false,"
                                        + "modelTests=false,apiDocs=false,modelDocs=false",
                                // For a word or a list it writes List<Integer>.class.
                                "--schema-mappings",
                                "GrantedLuns=Object",
                                "--additional-properties",
                                "openApiNullable=false,useJakartaEe=true"))
                .ok();
    }

    private static Path generator() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            return jars.filter(it -> it.getFileName().toString().startsWith("openapi-generator"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Every generated class, and the program that uses them. */
    private static Path compile(String java) throws IOException {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(java).resolveSibling("javac").toString(),
                                "-J-XX:TieredStopAtLevel=1",
                                "-proc:none",
                                "-nowarn",
                                "-classpath",
                                LIBRARIES + "/*",
                                "-d",
                                classes.toString(),
                                PROGRAM.toString()));
        try (Stream<Path> sources = Files.walk(directory.resolve("client/src/main/java"))) {
            sources.map(Path::toString).filter(it -> it.endsWith(".java")).forEach(command::add);
        }
        // With its hundred names an error would be hard to find.
        Command.Result compiled = Command.run(LIMIT, Map.of(), command);
        assertThat(compiled.status()).as(compiled.output()).isZero();
        return classes;
    }
}
