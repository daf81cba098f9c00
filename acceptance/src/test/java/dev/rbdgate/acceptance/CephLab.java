package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Ceph cluster with one gateway on it, for all tests of a run: starting them takes longer than
 * most tests. Each test takes names of its own.
 */
final class CephLab implements AutoCloseable {

    static final Duration SLOW = Duration.ofMinutes(4);

    private static final Duration READ_LEASE = Duration.ofSeconds(40);

    /** Size of the images that tests make: what {@link #source} has. */
    static final String SIZE = "128M";

    /** Gives the lab to the tests that ask for it. */
    static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == CephLab.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(
                            CephLab.class, _ -> new CephLab(CephCluster.Shape.oneOsd(READ_LEASE)));
        }
    }

    private final Network network = new Network();
    private final Path directory;
    private final CephCluster cluster;
    private final Gateway gateway;
    private final Path source;

    /** A lab for one class alone, which closes it. */
    CephLab(CephCluster.Shape shape) {
        try {
            directory = Files.createTempDirectory("rbdgate-ceph");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        source = disk("source");
        // A file system with files in it, of random bytes and of text.
        network.run(
                        SLOW,
                        "bash",
                        "-c",
                        """
                        set -e
                        mkdir %1$s/files
                        head -c 40M /dev/urandom >%1$s/files/random
                        seq 1000000 >%1$s/files/text
                        truncate -s %2$s %3$s
                        mkfs.ext4 -q -d %1$s/files %3$s
                        """
                                .formatted(directory, SIZE, source))
                .ok();
        cluster = new CephCluster(network, directory.resolve("ceph"), shape);
        cluster.createPool("bulk");
        cluster.allowNewClones();
        gateway = gateway("data").start();
    }

    /** Another gateway on the cluster, which the caller starts and closes. */
    Gateway gateway(String dataDirectory) {
        return gateway(network, dataDirectory);
    }

    /** Another gateway on another machine. */
    Gateway gateway(Network machine, String dataDirectory) {
        return new Gateway(machine, directory.resolve(dataDirectory))
                .with("RBDGATE_STORE", "rados")
                .with("RBDGATE_CEPH_CONF", cluster.conf().toString())
                .with("RBDGATE_CEPH_POOLS", "rbd,bulk");
    }

    Network network() {
        return network;
    }

    CephCluster cluster() {
        return cluster;
    }

    Gateway gateway() {
        return gateway;
    }

    Path directory() {
        return directory;
    }

    /** A disk image of {@link #SIZE}, which nobody changes. */
    Path source() {
        return source;
    }

    /** A file for a raw disk. */
    Path disk(String name) {
        return directory.resolve(name + ".raw");
    }

    /** Maps an image as LUN 0 of a new target, and answers its URL. */
    String map(String target, String image) {
        return map(gateway, target, image);
    }

    static String map(Gateway gateway, String target, String image) {
        String iqn = Gateway.IQN_PREFIX + target;
        gateway.send("POST", "/targets", "{\"iqn\":\"%s\"}".formatted(iqn));
        gateway.send(
                "POST",
                "/targets/" + iqn + "/luns",
                "{\"image\":\"%s\",\"lun\":0}".formatted(image));
        gateway.send("POST", "/targets/" + iqn + "/initiators", "{\"initiator\":\"*\"}");
        return url(gateway, target);
    }

    static String url(Gateway gateway, String target) {
        return "iscsi://127.0.0.1:%d/%s%s/0"
                .formatted(gateway.iscsiPort(), Gateway.IQN_PREFIX, target);
    }

    /** Takes a target away with its LUNs. */
    static void unmap(Gateway gateway, String target) {
        gateway.delete("/targets/" + Gateway.IQN_PREFIX + target + "?force=true");
    }

    /** Copies a raw disk onto a device of the same size. */
    void write(Path from, String url) {
        network.run(
                        SLOW,
                        "qemu-img",
                        "convert",
                        "-n",
                        "-f",
                        "raw",
                        "-O",
                        "raw",
                        from.toString(),
                        url)
                .ok();
    }

    /** Copies a device to a new file. */
    Path read(String url, String name) {
        Path to = disk(name);
        network.run(SLOW, "qemu-img", "convert", "-f", "raw", "-O", "raw", url, to.toString()).ok();
        return to;
    }

    void expectEqual(Path one, Path other) {
        network.run(SLOW, "cmp", one.toString(), other.toString()).ok();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        cluster.close();
        network.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
