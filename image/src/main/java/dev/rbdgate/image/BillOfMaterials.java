package dev.rbdgate.image;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the image is made of (CycloneDX 1.6): the libraries, the Debian packages, the Java runtime.
 */
final class BillOfMaterials {

    private static final JsonMapper JSON = JsonMapper.shared();

    private BillOfMaterials() {}

    /**
     * Adds packages and runtime to the list of libraries.
     *
     * @param libraries what the build tool wrote
     */
    static void write(
            Path libraries, List<DebianPackages.Unpacked> packages, String javaVersion, Path output)
            throws IOException {
        if (Files.notExists(libraries)) {
            throw new IOException(
                    libraries + " is missing: Maven leaves that step out when it is offline (-o)");
        }
        ObjectNode bill = (ObjectNode) JSON.readTree(Files.readAllBytes(libraries));
        bill.remove("serialNumber");
        ArrayNode components = bill.withArrayProperty("components");
        for (DebianPackages.Unpacked it : packages) {
            ObjectNode component =
                    component(
                            components,
                            it.name(),
                            it.version(),
                            "pkg:deb/debian/%s@%s?arch=%s&distro=bookworm"
                                    .formatted(
                                            encoded(it.name()),
                                            encoded(it.version()),
                                            it.architecture()));
            component
                    .putArray("hashes")
                    .addObject()
                    .put("alg", "SHA-256")
                    .put("content", it.file().digest().substring("sha256:".length()));
        }
        component(
                components,
                "OpenJDK Runtime",
                javaVersion,
                "pkg:generic/openjdk@" + encoded(javaVersion));
        Files.write(output, JSON.writeValueAsBytes(bill));
    }

    private static ObjectNode component(
            ArrayNode components, String name, String version, String packageUrl) {
        return components
                .addObject()
                .put("type", "library")
                .put("bom-ref", packageUrl)
                .put("name", name)
                .put("version", version)
                .put("purl", packageUrl);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
