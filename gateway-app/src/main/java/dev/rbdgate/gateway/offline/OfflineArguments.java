package dev.rbdgate.gateway.offline;

import dev.rbdgate.gateway.settings.UsageException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows the name of an offline command.
 *
 * @param name of a file, where the command takes one
 * @param flags without a value, as they were given
 */
record OfflineArguments(Optional<Path> name, Path dataDirectory, Set<String> flags) {

    private static final String DATA_DIR = "--data-dir";
    private static final String DATA_DIR_VARIABLE = "RBDGATE_DATA_DIR";
    private static final String DEFAULT_DATA_DIR = "./rbdgate-data";

    /**
     * @param known flags that the command takes
     * @throws UsageException if it is something else
     */
    static OfflineArguments parse(
            List<String> arguments, Set<String> known, Map<String, String> environment) {
        @Nullable String file = null;
        String directory = environment.getOrDefault(DATA_DIR_VARIABLE, "").strip();
        Set<String> flags = new HashSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (known.contains(argument)) {
                flags.add(argument);
            } else if (argument.startsWith(DATA_DIR + "=")) {
                directory = argument.substring(DATA_DIR.length() + 1);
            } else if (argument.equals(DATA_DIR) && i + 1 < arguments.size()) {
                directory = arguments.get(++i);
            } else if (file == null && !argument.startsWith("-")) {
                file = argument;
            } else {
                throw usage("'" + argument + "' is not understood.");
            }
        }
        return new OfflineArguments(
                Optional.ofNullable(file).map(Path::of),
                Path.of(directory.isEmpty() ? DEFAULT_DATA_DIR : directory),
                flags);
    }

    /**
     * The file that the command works on.
     *
     * @throws UsageException if none was named
     */
    Path file() {
        return name.orElseThrow(() -> usage("The FILE is missing."));
    }

    /**
     * For a command that takes no file.
     *
     * @throws UsageException if one was named
     */
    OfflineArguments withoutFile() {
        if (name.isPresent()) {
            throw usage("'" + name.get() + "' is not understood.");
        }
        return this;
    }

    private static UsageException usage(String message) {
        return new UsageException(message, OfflineCommands.USAGE.strip());
    }
}
