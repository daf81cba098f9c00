package dev.rbdgate.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A layer of the image: a directory tree as a compressed archive, sorted by name. All belongs to
 * root and nobody else may write, but for what {@code special} says.
 *
 * @param blob the compressed archive
 * @param diffId digest of the archive before compression (OCI image configuration, rootfs)
 * @param comment what the layer holds
 */
record Layer(Blob blob, String diffId, String comment) {

    /** A directory that is not root's alone. */
    record Special(int mode, int owner) {}

    static Layer of(
            Path root, Map<String, Special> special, Instant time, Path output, String comment)
            throws IOException {
        MessageDigest digest = Blob.sha256();
        try (OutputStream file = Files.newOutputStream(output);
                OutputStream compressed = new GZIPOutputStream(file, 1 << 16);
                OutputStream counted = new DigestOutputStream(compressed, digest);
                TarWriter tar = new TarWriter(counted, time)) {
            for (Path path : contents(root)) {
                add(tar, path, root.relativize(path).toString(), special);
            }
        }
        return new Layer(Blob.of(output, Blob.LAYER), Blob.name(digest), comment);
    }

    private static List<Path> contents(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(it -> !it.equals(root))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        }
    }

    private static void add(TarWriter tar, Path path, String name, Map<String, Special> special)
            throws IOException {
        if (Files.isSymbolicLink(path)) {
            tar.symbolicLink(name, Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Special rights = special.getOrDefault(name, new Special(0755, 0));
            tar.directory(name, rights.mode(), rights.owner());
        } else {
            tar.file(name, Files.isExecutable(path) ? 0755 : 0644, 0, path);
        }
    }
}
