package dev.rbdgate.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Content of the image, named by its digest (OCI image specification, descriptor).
 *
 * @param file where it is
 * @param mediaType what it is
 * @param digest {@code sha256:...}
 * @param size in bytes
 */
record Blob(Path file, String mediaType, String digest, long size) {

    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String CONFIGURATION = "application/vnd.oci.image.config.v1+json";
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    static final String EMPTY = "application/vnd.oci.empty.v1+json";
    static final String BILL_OF_MATERIALS = "application/vnd.cyclonedx+json";

    private static final String PREFIX = "sha256:";

    static Blob of(Path file, String mediaType) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            long size = in.transferTo(OutputStream.nullOutputStream());
            return new Blob(file, mediaType, name(digest), size);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String name(MessageDigest digest) {
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }

    /** The name of its file in an image layout. */
    String path() {
        return "blobs/sha256/" + digest.substring(PREFIX.length());
    }

    ObjectNode descriptor() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("mediaType", mediaType)
                .put("digest", digest)
                .put("size", size);
    }
}
