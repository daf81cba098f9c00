package dev.rbdgate.gateway.offline;

import dev.rbdgate.config.ConfigBackup;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.gateway.startup.DataDirectory;
import dev.rbdgate.gateway.startup.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Backup and restoring of the configuration: {@code rbdgate backup FILE}, {@code restore FILE}. */
public final class OfflineCommands {

    static final String USAGE =
            """
            Usage: rbdgate backup FILE [--data-dir DIR] [--with-key]
                   rbdgate restore FILE [--data-dir DIR] [--force]
            The gateway must not run. Secrets are encrypted in FILE; --with-key adds the key for
            them, and whoever has the file then has the secrets. --force moves aside what is there.
            """;

    private static final String BACKUP = "backup";
    private static final String RESTORE = "restore";
    private static final String WITH_KEY = "--with-key";
    private static final String FORCE = "--force";
    private static final String HELP = "--help";
    private static final String KEY_VARIABLE = "RBDGATE_SECRET_KEY";

    private OfflineCommands() {}

    /** Whether this is the name of one of them. */
    public static boolean isOne(String name) {
        return name.equals(BACKUP) || name.equals(RESTORE);
    }

    /**
     * Runs a command.
     *
     * @param arguments the first of them its name
     * @return what to tell
     * @throws UsageException also StartupException and ConfigException: what is wrong and what to
     *     do
     */
    public static String run(
            String[] arguments, Map<String, String> environment, Clock clock, SecureRandom random) {
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        if (rest.contains(HELP)) {
            return USAGE.strip();
        }
        Optional<String> key =
                Optional.ofNullable(environment.get(KEY_VARIABLE)).filter(it -> !it.isBlank());
        return arguments[0].equals(BACKUP)
                ? backup(OfflineArguments.parse(rest, Set.of(WITH_KEY), environment), key, clock)
                : restore(
                        OfflineArguments.parse(rest, Set.of(FORCE), environment),
                        key,
                        clock,
                        random);
    }

    private static String backup(OfflineArguments arguments, Optional<String> key, Clock clock) {
        try (DataDirectory directory = DataDirectory.claimPresent(arguments.dataDirectory())) {
            boolean withKey = arguments.flags().contains(WITH_KEY);
            Path keyFile = directory.path().resolve("secret.key");
            if (withKey && (key.isPresent() || Files.notExists(keyFile))) {
                throw new UsageException(
                        "The key is not in the data directory, so it cannot be in the backup.",
                        "Leave out --with-key, and keep the key of "
                                + KEY_VARIABLE
                                + " elsewhere.");
            }
            ConfigBackup.write(
                    directory.path(),
                    arguments.file(),
                    clock.instant(),
                    withKey ? Optional.of(keyFile) : Optional.empty());
            return withKey
                    ? "Wrote %s. It holds the key for its secrets: keep it as you keep them."
                            .formatted(arguments.file())
                    : "Wrote %s. Its secrets need the key of this gateway, which is not in it: keep a copy of %s elsewhere."
                            .formatted(arguments.file(), key.isPresent() ? KEY_VARIABLE : keyFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String restore(
            OfflineArguments arguments, Optional<String> key, Clock clock, SecureRandom random) {
        if (!Files.isReadable(arguments.file())) {
            throw new StartupException(
                    arguments.file() + " cannot be read.", "Name the file of a backup.");
        }
        try (DataDirectory directory = DataDirectory.claim(arguments.dataDirectory())) {
            ConfigBackup.restore(
                    directory.path(),
                    arguments.file(),
                    key,
                    arguments.flags().contains(FORCE),
                    clock.instant(),
                    random);
            return "Restored the configuration in %s. The images are not part of it: LUNs whose image is not there are NOT READY."
                    .formatted(directory.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
