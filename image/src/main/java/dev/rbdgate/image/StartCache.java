package dev.rbdgate.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An ahead-of-time cache (JEP 514) from a training start. Two trainings never give the same bytes,
 * so a cache is kept under the digest of what it was trained with: a second build of the same
 * things takes it again, and gives the same image.
 */
final class StartCache {

    /** Its root file system cannot be written to. */
    private static final String IN_A_CONTAINER = "-XX:-UsePerfData";

    private final Tool tool;
    private final Path store;
    private final Path options;

    /**
     * @param options how the gateway's JVM runs: a file that it reads
     */
    StartCache(Tool tool, Path store, Path options) {
        this.tool = tool;
        this.store = store;
        this.options = options;
    }

    /**
     * Trains the gateway's start, unless that was done before.
     *
     * @param java home of the runtime, as in the image
     * @param gateway directory of the jars, as in the image, their times included
     * @param scratch an empty directory for the training's data
     */
    void train(Path java, Path gateway, Path scratch, Path output) throws IOException {
        Path kept =
                Files.createDirectories(store)
                        .resolve(Trees.digest(List.of(java, gateway, options)) + ".aot");
        if (Files.notExists(kept)) {
            Path made = scratch.resolve("made.aot");
            List<String> command = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
            command.addAll(
                    List.of(
                            "@" + options,
                            IN_A_CONTAINER,
                            "-XX:AOTCacheOutput=" + made,
                            "-Xlog:disable",
                            "-jar",
                            gateway.resolve("rbdgate-gateway.jar").toString(),
                            "train"));
            tool.run(
                    scratch,
                    Map.of("RBDGATE_DATA_DIR", scratch.resolve("data").toString()),
                    command);
            Files.move(made, kept, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(kept, output, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The options file that a container's JVM reads (java, "@argfiles"; one cannot name another).
     */
    void writeOptions(Path file, String cache) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(options));
        lines.addAll(
                List.of(IN_A_CONTAINER, "-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        Files.write(file, lines, StandardCharsets.US_ASCII);
    }
}
