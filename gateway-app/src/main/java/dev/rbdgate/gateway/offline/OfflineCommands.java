package dev.rbdgate.gateway.offline;

import dev.rbdgate.config.ConfigBackup;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.gateway.startup.DataDirectory;
import dev.rbdgate.gateway.startup.StartupException;
import dev.rbdgate.gateway.startup.Stores;
import dev.rbdgate.rbd.local.StoreCheck;
import dev.rbdgate.rbd.local.StoreOpenException;
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
import java.util.stream.Collectors;

/**
 * What works on the data directory of a gateway that does not run: {@code rbdgate backup FILE},
 * {@code restore FILE} and {@code check}.
 */
public final class OfflineCommands {

    static final String USAGE =
            """
            Usage: rbdgate backup FILE [--data-dir DIR] [--with-key]
                   rbdgate restore FILE [--data-dir DIR] [--force]
                   rbdgate check [--data-dir DIR] [--read]
            The gateway must not run. Secrets are encrypted in FILE; --with-key adds the key for
            them, and whoever has the file then has the secrets. --force moves aside what is there.
            check looks for what is missing or damaged in the store, and with --read reads all data;
            it ends with exit status 1 if it found something.
            """;

    private static final String BACKUP = "backup";
    private static final String RESTORE = "restore";
    private static final String CHECK = "check";
    private static final String WITH_KEY = "--with-key";
    private static final String FORCE = "--force";
    private static final String READ = "--read";
    private static final String HELP = "--help";
    private static final String KEY_VARIABLE = "RBDGATE_SECRET_KEY";

    /** The exit code of a check that found something. */
    private static final int DAMAGED = 1;

    private OfflineCommands() {}

    /** Whether this is the name of one of them. */
    public static boolean isOne(String name) {
        return name.equals(BACKUP) || name.equals(RESTORE) || name.equals(CHECK);
    }

    /**
     * How a command ended.
     *
     * @param text what to tell
     * @param exitCode 0: all is well
     */
    public record Answer(String text, int exitCode) {
        private static Answer well(String text) {
            return new Answer(text, 0);
        }
    }

    /**
     * Runs a command.
     *
     * @param arguments the first of them its name
     * @throws UsageException also StartupException and ConfigException: what is wrong and what to
     *     do
     */
    public static Answer run(
            String[] arguments, Map<String, String> environment, Clock clock, SecureRandom random) {
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        if (rest.contains(HELP)) {
            return Answer.well(USAGE.strip());
        }
        Optional<String> key =
                Optional.ofNullable(environment.get(KEY_VARIABLE)).filter(it -> !it.isBlank());
        return switch (arguments[0]) {
            case BACKUP ->
                    Answer.well(
                            backup(
                                    OfflineArguments.parse(rest, Set.of(WITH_KEY), environment),
                                    key,
                                    clock));
            case RESTORE ->
                    Answer.well(
                            restore(
                                    OfflineArguments.parse(rest, Set.of(FORCE), environment),
                                    key,
                                    clock,
                                    random));
            case CHECK ->
                    check(OfflineArguments.parse(rest, Set.of(READ), environment).withoutFile());
            default -> throw new IllegalArgumentException(arguments[0]);
        };
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

    private static Answer check(OfflineArguments arguments) {
        try (DataDirectory directory = DataDirectory.claimPresent(arguments.dataDirectory())) {
            Path store = directory.path().resolve(Stores.LOCAL);
            if (Files.notExists(store)) {
                throw new StartupException(
                        "There is no store on this machine's disk in " + directory.path() + ".",
                        "Images of a Ceph cluster are checked with ceph and rbd.");
            }
            List<StoreCheck.Finding> findings =
                    StoreCheck.run(store, arguments.flags().contains(READ));
            return findings.isEmpty()
                    ? Answer.well("The store in %s is whole.".formatted(store))
                    : new Answer(told(findings), DAMAGED);
        } catch (StoreOpenException e) {
            throw new StartupException(
                    String.valueOf(e.getMessage()), "Do that, or name another directory.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String told(List<StoreCheck.Finding> findings) {
        return findings.stream()
                .map(finding -> finding.where() + " " + finding.problem())
                .collect(Collectors.joining("\n"));
    }
}
