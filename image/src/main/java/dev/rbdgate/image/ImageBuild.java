package dev.rbdgate.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes {@code rbdgate-oci.tar}. The Maven module's {@code image} profile runs it. */
final class ImageBuild {

    /** Who the gateway runs as; the chart says the same. */
    private static final int USER = 10001;

    private static final String USER_NAME = "rbdgate";
    private static final String HOME = "/opt/rbdgate";
    private static final String DATA = "/var/lib/rbdgate";

    /** Shares of the container's memory that an operator may set otherwise. */
    private static final String JVM_MEMORY = "-XX:MaxRAMPercentage=40 -XX:MaxDirectMemorySize=512m";

    private static final int PACKING_THREADS = 2;

    private static final Map<String, Layer.Special> SPECIAL =
            Map.of(
                    "tmp", new Layer.Special(01777, 0),
                    "var/lib/rbdgate", new Layer.Special(0750, USER));

    private final String version;
    private final Instant time;
    private final Path project;
    private final Path target;
    private final Path work;

    private ImageBuild(String version, Instant time, Path project, Path target) {
        this.version = version;
        this.time = time;
        this.project = project;
        this.target = target;
        this.work = target.resolve("image");
    }

    /**
     * Arguments: version, time of all files (ISO 8601), the project's directory, the output
     * directory, the stores of Debian packages and of start caches.
     */
    @SuppressWarnings("SystemOut") // the answer of a build step
    public static void main(String[] arguments) throws IOException {
        ImageBuild build =
                new ImageBuild(
                        arguments[0],
                        Instant.parse(arguments[1]),
                        Path.of(arguments[2]),
                        Path.of(arguments[3]));
        System.out.println(build.run(Path.of(arguments[4]), Path.of(arguments[5])));
    }

    private String run(Path packageStore, Path startStore) throws IOException {
        Trees.remove(work);
        Path parts = Files.createDirectories(work.resolve("parts"));
        Tool tool = new Tool(work.resolve("tool.log"));

        Path base = Files.createDirectories(work.resolve("base"));
        List<DebianPackages.Unpacked> packages =
                new DebianPackages(tool, packageStore).unpack(base);
        DebianPackages.addUser(base, USER_NAME, USER);
        Files.createDirectories(base.resolve("tmp"));
        Files.createDirectories(base.resolve(DATA.substring(1)));

        Path runtime = work.resolve("runtime");
        Path java = place(runtime, "jre");
        Files.createDirectories(java.getParent());
        JavaRuntime.link(tool, java);
        Path libraries = work.resolve("libraries");
        Path programs = work.resolve("programs");
        split(project.resolve("gateway-app/target/gateway"), "gateway", libraries, programs);
        split(project.resolve("cli/target/cli"), "cli", libraries, programs);
        split(project.resolve("csi/target/csi"), "csi", libraries, programs);
        StartCache cache =
                new StartCache(
                        tool,
                        startStore,
                        project.resolve("gateway-app/target/gateway/gateway.options"));
        cache.writeOptions(place(programs, "gateway.options"), HOME + "/start/gateway.aot");

        Path bill = target.resolve("rbdgate.cdx.json");
        BillOfMaterials.write(
                target.resolve("libraries.json"), packages, Runtime.version().toString(), bill);
        Path inside = place(programs, "sbom/rbdgate.cdx.json");
        Files.createDirectories(inside.getParent());
        Files.copy(bill, inside);

        Path start = work.resolve("start");
        Files.createDirectories(place(start, "start"));
        List<Layer> layers;
        // The training takes longest; what does not wait for it is packed meanwhile.
        try (var packing = Executors.newFixedThreadPool(PACKING_THREADS)) {
            List<Future<Layer>> others =
                    List.of(
                            packing.submit(() -> layer(base, parts, "Debian packages")),
                            packing.submit(() -> layer(runtime, parts, "Java runtime")),
                            packing.submit(() -> layer(libraries, parts, "libraries")),
                            packing.submit(() -> layer(programs, parts, "rbdgate " + version)));
            train(cache, java, List.of(libraries, programs), place(start, "start/gateway.aot"));
            layers = new ArrayList<>();
            for (Future<Layer> other : others) {
                layers.add(packed(other));
            }
        }
        layers.add(layer(start, parts, "start cache"));
        return new OciArchive(parts, time)
                .write(
                        target.resolve("rbdgate-oci.tar"),
                        layers,
                        configuration(),
                        annotations(),
                        bill,
                        version);
    }

    private static Layer packed(Future<Layer> layer) throws IOException {
        try {
            return layer.get();
        } catch (ExecutionException e) {
            throw new IOException("a layer cannot be packed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Path place(Path root, String name) {
        return root.resolve(HOME.substring(1)).resolve(name);
    }

    /** Libraries, which seldom change, into one layer, our own jars into another. */
    private void split(Path built, String name, Path libraries, Path programs) throws IOException {
        Path own = place(programs, name);
        Path foreign = place(libraries, name);
        Files.createDirectories(own);
        Files.createDirectories(foreign.resolve("lib"));
        try (var jars = Files.list(built.resolve("lib"))) {
            for (Path jar : jars.sorted().toList()) {
                Path to = jar.getFileName().toString().startsWith("rbdgate-") ? own : foreign;
                Files.createDirectories(to.resolve("lib"));
                Files.copy(jar, to.resolve("lib").resolve(jar.getFileName()));
            }
        }
        Path jar = built.resolve("rbdgate-" + name + ".jar");
        Files.copy(jar, own.resolve(jar.getFileName()));
    }

    private void train(StartCache cache, Path java, List<Path> trees, Path output)
            throws IOException {
        Path whole = Files.createDirectories(work.resolve("training"));
        for (Path tree : trees) {
            Trees.copy(tree, whole);
        }
        Trees.setTime(whole, time);
        Trees.setTime(java, time);
        Path scratch = Files.createDirectories(work.resolve("scratch"));
        cache.train(java, place(whole, "gateway"), scratch, output);
    }

    private Layer layer(Path tree, Path parts, String comment) throws IOException {
        return Layer.of(
                tree, SPECIAL, time, parts.resolve(tree.getFileName() + ".tar.gz"), comment);
    }

    private static ObjectNode configuration() {
        ObjectNode run =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("User", USER + ":" + USER)
                        .put("WorkingDir", DATA);
        run.putArray("Env")
                .add("PATH=" + HOME + "/jre/bin")
                .add("JDK_JAVA_OPTIONS=" + JVM_MEMORY)
                .add("RBDGATE_DATA_DIR=" + DATA + "/data");
        run.putArray("Entrypoint")
                .add(HOME + "/jre/bin/java")
                .add("@" + HOME + "/gateway.options")
                .add("-jar")
                .add(HOME + "/gateway/rbdgate-gateway.jar");
        run.putObject("ExposedPorts").putObject("3260/tcp");
        ((ObjectNode) run.get("ExposedPorts")).putObject("8080/tcp");
        run.putObject("Volumes").putObject(DATA);
        run.put("StopSignal", "SIGTERM");
        return run;
    }

    private Map<String, String> annotations() {
        return new TreeMap<>(
                Map.of(
                        "org.opencontainers.image.title", "rbdgate",
                        "org.opencontainers.image.description", "An iSCSI gateway for RBD images",
                        "org.opencontainers.image.version", version,
                        "org.opencontainers.image.licenses", "Apache-2.0",
                        "org.opencontainers.image.created", time.toString()));
    }
}
