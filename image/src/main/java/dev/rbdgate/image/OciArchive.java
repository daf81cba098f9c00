package dev.rbdgate.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an image layout (OCI image specification 1.1) as one tar file: what skopeo, podman,
 * containerd and registries take in. The bill of materials is attached to the image's manifest as a
 * referrer.
 */
final class OciArchive {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path work;
    private final Instant created;
    private final List<Blob> blobs = new ArrayList<>();

    /**
     * @param work an existing directory for the parts
     * @param created the time that the image and its files carry
     */
    OciArchive(Path work, Instant created) {
        this.work = work;
        this.created = created;
    }

    /**
     * Writes the archive and returns the digest of the image's manifest.
     *
     * @param run what a container runs: the {@code config} object of the image configuration
     * @param tag name of the image in the layout
     */
    String write(
            Path output,
            List<Layer> layers,
            ObjectNode run,
            Map<String, String> annotations,
            Path billOfMaterials,
            String tag)
            throws IOException {
        Blob configuration =
                json("configuration.json", configuration(layers, run), Blob.CONFIGURATION);
        ObjectNode manifest = manifest(configuration);
        ArrayNode list = manifest.putArray("layers");
        layers.forEach(it -> list.add(keep(it.blob()).descriptor()));
        ObjectNode notes = manifest.putObject("annotations");
        annotations.forEach(notes::put);
        Blob image = json("manifest.json", manifest, Blob.MANIFEST);
        Blob referrer = attach(image, billOfMaterials);
        ObjectNode index =
                JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", Blob.INDEX);
        ArrayNode manifests = index.putArray("manifests");
        ObjectNode entry = image.descriptor();
        entry.putObject("annotations").put("org.opencontainers.image.ref.name", tag);
        entry.putObject("platform").put("os", "linux").put("architecture", "amd64");
        manifests.add(entry);
        manifests.add(referrer.descriptor().put("artifactType", Blob.BILL_OF_MATERIALS));
        pack(output, index);
        return image.digest();
    }

    private ObjectNode configuration(List<Layer> layers, ObjectNode run) {
        ObjectNode configuration =
                JSON.createObjectNode()
                        .put("created", created.toString())
                        .put("architecture", "amd64")
                        .put("os", "linux");
        configuration.set("config", run);
        ObjectNode rootfs = configuration.putObject("rootfs").put("type", "layers");
        ArrayNode diffIds = rootfs.putArray("diff_ids");
        ArrayNode history = configuration.putArray("history");
        for (Layer layer : layers) {
            diffIds.add(layer.diffId());
            history.addObject().put("created", created.toString()).put("comment", layer.comment());
        }
        return configuration;
    }

    private static ObjectNode manifest(Blob configuration) {
        ObjectNode manifest =
                JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", Blob.MANIFEST);
        manifest.set("config", configuration.descriptor());
        return manifest;
    }

    private Blob attach(Blob image, Path billOfMaterials) throws IOException {
        ObjectNode manifest = manifest(json("empty.json", JSON.createObjectNode(), Blob.EMPTY));
        manifest.put("artifactType", Blob.BILL_OF_MATERIALS);
        manifest.putArray("layers")
                .add(keep(Blob.of(billOfMaterials, Blob.BILL_OF_MATERIALS)).descriptor());
        manifest.set("subject", image.descriptor());
        return json("referrer.json", manifest, Blob.MANIFEST);
    }

    private Blob json(String name, ObjectNode content, String mediaType) throws IOException {
        Path file = work.resolve(name);
        Files.write(file, JSON.writeValueAsBytes(content));
        return keep(Blob.of(file, mediaType));
    }

    private Blob keep(Blob blob) {
        blobs.add(blob);
        return blob;
    }

    private void pack(Path output, ObjectNode index) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16);
                TarWriter tar = new TarWriter(out, created)) {
            tar.file(
                    "oci-layout",
                    "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII));
            tar.file("index.json", JSON.writeValueAsBytes(index));
            tar.directory("blobs", 0755, 0);
            tar.directory("blobs/sha256", 0755, 0);
            for (Blob blob :
                    blobs.stream().distinct().sorted(Comparator.comparing(Blob::digest)).toList()) {
                tar.file(blob.path(), 0644, 0, blob.file());
            }
        }
    }
}
