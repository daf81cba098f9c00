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

    /**
     * How the gateway's JVM runs, in training and in the image: a cache fits one collector only.
     */
    static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseG1GC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final Tool tool;
    private final Path store;

    StartCache(Tool tool, Path store) {
        this.tool = tool;
        this.store = store;
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
                        .resolve(Trees.digest(List.of(java, gateway)) + ".aot");
        if (Files.notExists(kept)) {
            Path made = scratch.resolve("made.aot");
            List<String> command = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
            command.addAll(OPTIONS);
            command.addAll(
                    List.of(
                            "-XX:AOTCacheOutput=" + made,
                            "-Xlog:disable",
                            "-Dspring.context.exit=onRefresh",
                            "-jar",
                            gateway.resolve("rbdgate-gateway.jar").toString(),
                            "--volume",
                            "train=1GiB"));
            tool.run(
                    scratch,
                    Map.of(
                            "RBDGATE_DATA_DIR",
                            scratch.resolve("data").toString(),
                            "RBDGATE_ISCSI_HOST",
                            "127.0.0.1",
                            "RBDGATE_ISCSI_PORT",
                            "0",
                            "RBDGATE_HTTP_PORT",
                            "0"),
                    command);
            Files.move(made, kept, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(kept, output, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The options file that a container's JVM reads (java, "@argfiles"). */
    static void writeOptions(Path file, String cache) throws IOException {
        List<String> lines = new ArrayList<>(OPTIONS);
        lines.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        Files.write(file, lines, StandardCharsets.US_ASCII);
    }
}
