package dev.rbdgate.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Debian packages below the gateway: the C library and librados with what it needs. No shell,
 * no package manager. A package that is in the store is taken from there, so that only the first
 * build needs a mirror; apt has checked its signature then.
 */
final class DebianPackages {

    /**
     * Every library that {@code ldd} finds from librados.so.2 and the JVM, and the name of the
     * system.
     */
    static final List<String> NAMES =
            List.of(
                    "base-files",
                    "coreutils",
                    "libblkid1",
                    "libboost-iostreams1.74.0",
                    "libboost-thread1.74.0",
                    "libbz2-1.0",
                    "libc6",
                    "libfmt9",
                    "libgcc-s1",
                    "libibverbs1",
                    "liblzma5",
                    "libnl-3-200",
                    "libnl-route-3-200",
                    "librados2",
                    "librdmacm1",
                    "libssl3",
                    "libstdc++6",
                    "libudev1",
                    "libzstd1",
                    "zlib1g");

    /** Of these the image gets only one program; the CSI driver reaches its host by it. */
    private static final Map<String, String> ONE_PROGRAM = Map.of("coreutils", "usr/sbin/chroot");

    private static final List<String> FIELDS = List.of("Package", "Version", "Architecture");

    /**
     * Licences must go with the libraries; manuals, translations and settings of shells need not.
     */
    private static final String KEPT_DOCUMENT = "copyright";

    private final Tool tool;
    private final Path store;

    DebianPackages(Tool tool, Path store) {
        this.tool = tool;
        this.store = store;
    }

    /**
     * One package as unpacked.
     *
     * @param version as Debian writes it
     */
    record Unpacked(String name, String version, String architecture, Blob file) {}

    /** Unpacks the packages below a directory and says what they were, by name. */
    List<Unpacked> unpack(Path root) throws IOException {
        Files.createDirectories(store);
        List<String> missing = new ArrayList<>();
        for (String name : NAMES) {
            if (inStore(name).isEmpty()) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            download(missing);
        }
        List<Unpacked> unpacked = new ArrayList<>();
        for (String name : NAMES) {
            unpacked.add(unpack(name, root));
        }
        trim(root);
        return unpacked;
    }

    /**
     * What apt knows may be out of date, or nothing, on a machine that was set up from an image;
     * and only root may renew it. So then it is asked for again, into a place of this build's own.
     */
    private void download(List<String> names) throws IOException {
        List<String> command = new ArrayList<>(List.of("apt-get", "download"));
        command.addAll(names);
        try {
            tool.run(store, Map.of(), command);
        } catch (IOException _) {
            Path lists = Files.createTempDirectory("package-lists");
            List<String> there =
                    List.of(
                            "apt-get",
                            "-o",
                            "Dir::State::lists=" + lists,
                            "-o",
                            "Dir::Cache=" + lists);
            List<String> update = new ArrayList<>(there);
            update.add("update");
            tool.run(store, Map.of(), update);
            command.addAll(1, there.subList(1, there.size()));
            tool.run(store, Map.of(), command);
            Trees.remove(lists);
        }
    }

    private List<Path> inStore(String name) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(it -> it.getFileName().toString().startsWith(name + "_")).toList();
        }
    }

    private Unpacked unpack(String name, Path root) throws IOException {
        List<Path> files = inStore(name);
        if (files.size() != 1) {
            throw new IOException("%s holds %s: leave one of them".formatted(store, files));
        }
        Path file = files.getFirst();
        extract(name, file, root);
        tool.run(store, Map.of(), List.of("dpkg-deb", "--field", file.toString()));
        String control = tool.output();
        // Where scanners for known faults look in images without a package manager.
        Path status = Files.createDirectories(root.resolve("var/lib/dpkg/status.d"));
        Files.writeString(status.resolve(name), control);
        Map<String, String> fields =
                control.lines()
                        .map(it -> it.split(": ", 2))
                        .filter(it -> it.length == 2 && FIELDS.contains(it[0]))
                        .collect(Collectors.toMap(it -> it[0], it -> it[1]));
        return new Unpacked(
                name,
                fields.getOrDefault("Version", ""),
                fields.getOrDefault("Architecture", ""),
                Blob.of(file, "application/vnd.debian.binary-package"));
    }

    private void extract(String name, Path file, Path root) throws IOException {
        String program = ONE_PROGRAM.get(name);
        Path place = program == null ? root : Files.createTempDirectory("package");
        tool.run(
                store,
                Map.of(),
                List.of("dpkg-deb", "--extract", file.toString(), place.toString()));
        if (program != null) {
            for (String kept : List.of(program, "usr/share/doc/" + name + "/" + KEPT_DOCUMENT)) {
                Path to = root.resolve(kept);
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.copy(place.resolve(kept), to, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Trees.remove(place);
        }
    }

    private static void trim(Path root) throws IOException {
        Path share = root.resolve("usr/share");
        try (Stream<Path> paths = Files.walk(share)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                boolean kept = path.getFileName().toString().equals(KEPT_DOCUMENT);
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    removeIfEmpty(path);
                } else if (!kept) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void removeIfEmpty(Path directory) throws IOException {
        try (Stream<Path> inside = Files.list(directory)) {
            if (inside.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(directory);
    }

    /** The one user, for programs that look up a name. */
    static void addUser(Path root, String name, int id) throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(
                etc.resolve("passwd"),
                """
                root:x:0:0:root:/root:/usr/sbin/nologin
                %1$s:x:%2$d:%2$d:%1$s:/var/lib/%1$s:/usr/sbin/nologin
                """
                        .formatted(name, id),
                StandardCharsets.US_ASCII);
        Files.writeString(
                etc.resolve("group"),
                "root:x:0:\n%1$s:x:%2$d:\n".formatted(name, id),
                StandardCharsets.US_ASCII);
        Files.writeString(
                etc.resolve("nsswitch.conf"),
                "passwd: files\ngroup: files\nhosts: files dns\n",
                StandardCharsets.US_ASCII);
    }
}
