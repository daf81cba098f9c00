package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The image that the build has made, unpacked once for all tests: containers share its files. */
final class OciImage {

    static final Path ARCHIVE =
            Path.of("..", "image", "target", "rbdgate-oci.tar").toAbsolutePath().normalize();

    /** Its Java runtime, by which all of its programs run. */
    static final String JAVA = "/opt/rbdgate/jre/bin/java";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static @Nullable OciImage unpacked;

    private final Path layout;
    private final Path bundle;

    private OciImage(Path directory) throws IOException {
        Command.run("rm", "-rf", directory.toString()).ok();
        layout = Files.createDirectories(directory.resolve("layout"));
        bundle = directory.resolve("bundle");
        Command.run("tar", "-xf", ARCHIVE.toString(), "-C", layout.toString()).ok();
        Command.run("umoci", "unpack", "--image", layout + ":" + tag(), bundle.toString()).ok();
    }

    static synchronized OciImage get() {
        OciImage image = unpacked;
        if (image == null) {
            assertThat(ARCHIVE).as("made by: mvnw -pl image -am package -Dquick -Dimage").exists();
            try {
                image = new OciImage(Path.of("target", "image").toAbsolutePath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            unpacked = image;
        }
        return image;
    }

    /** What a container runtime takes: config.json, and the files below rootfs. */
    Path bundle() {
        return bundle;
    }

    String tag() {
        return index().at("/manifests/0/annotations/org.opencontainers.image.ref.name").asString();
    }

    JsonNode index() {
        return read(layout.resolve("index.json"));
    }

    /** What a descriptor's digest names, if that is JSON. */
    JsonNode blob(JsonNode descriptor) {
        String digest = descriptor.get("digest").asString();
        return read(layout.resolve("blobs").resolve(digest.replace(':', '/')));
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
