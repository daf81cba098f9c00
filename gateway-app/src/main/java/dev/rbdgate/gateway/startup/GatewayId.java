package dev.rbdgate.gateway.startup;

import dev.rbdgate.config.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Which of several gateways on one store this one is: made at the first start and kept in the data
 * directory.
 */
final class GatewayId {

    private static final String FILE = "gateway.id";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    private GatewayId() {}

    /**
     * @throws StartupException if it cannot be read or written
     */
    static String open(Path dataDirectory, RandomGenerator random) {
        Path file = dataDirectory.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                String made = "%016x".formatted(random.nextLong());
                PrivateFiles.create(file, (made + "\n").getBytes(StandardCharsets.US_ASCII));
                return made;
            }
            String id = Files.readString(file).strip();
            if (!ID.matcher(id).matches()) {
                throw new StartupException(
                        file + " holds no id.",
                        "Bring it back from a backup; without it, long work that was cut short is not taken up again: then remove the file.");
            }
            return id;
        } catch (IOException e) {
            throw new StartupException(
                    "The file %s cannot be used: %s".formatted(file, e),
                    "Give the gateway's user the right to read and write it.");
        }
    }
}
