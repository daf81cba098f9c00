package dev.rbdgate.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Copies, removes and compares directory trees. */
final class Trees {

    private Trees() {}

    static void copy(Path from, Path to) throws IOException {
        for (Path path : sorted(from)) {
            Path place = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(place);
            } else {
                Files.copy(path, place, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    static void remove(Path tree) throws IOException {
        if (Files.notExists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Path path : sorted(tree).reversed()) {
            Files.delete(path);
        }
    }

    /**
     * Gives everything the time it will have in the image: a JVM's cache names the times of the
     * jars it was made from.
     */
    static void setTime(Path tree, Instant time) throws IOException {
        FileTime stamp = FileTime.from(time);
        for (Path path : sorted(tree)) {
            Files.getFileAttributeView(
                            path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(stamp, stamp, null);
        }
    }

    /** A digest of the names and contents of all files of some trees. */
    static String digest(List<Path> trees) throws IOException {
        MessageDigest digest = Blob.sha256();
        for (Path tree : trees) {
            for (Path path : sorted(tree)) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    digest.update((tree.relativize(path) + "\0").getBytes(StandardCharsets.UTF_8));
                    digest.update(Blob.of(path, "").digest().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> sorted(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            return paths.sorted(Comparator.comparing(Path::toString)).toList();
        }
    }
}
