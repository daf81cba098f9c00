package dev.rbdgate.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Backup and restoring of the configuration, for a gateway that does not run: targets, LUNs,
 * grants, tokens, audit log. Images are in the object store and not in it.
 */
public final class ConfigBackup {

    /** Where a restored database is made before it takes its place. */
    private static final String SCRATCH = "restoring";

    private ConfigBackup() {}

    /**
     * Writes a backup.
     *
     * @param file made, for its owner only
     * @param key the file of the key, if that is to be in the backup: then whoever has the backup
     *     has the secrets
     * @throws ConfigException if that cannot be
     */
    public static void write(Path directory, Path file, Instant now, Optional<Path> key) {
        if (Files.exists(file)) {
            throw exists(file, "Name another file, or remove it.");
        }
        try (Database database = Database.openAsItIs(directory);
                Connection connection = database.dataSource().getConnection()) {
            Optional<String> keyText =
                    key.isPresent()
                            ? Optional.of(Files.readString(key.get()).strip())
                            : Optional.empty();
            BackupWriter.write(connection, database.schema(), file, now, keyText);
        } catch (IOException e) {
            throw unwritable(file, e);
        } catch (SQLException e) {
            throw damaged("The mapping database in " + directory, e);
        }
    }

    /**
     * Puts a backup in the place of what is there, after making sure that it can be used.
     *
     * @param configured the key of the environment, which goes before the file
     * @param replace whether what is there may be moved aside, to names that end in the time
     * @throws ConfigException if it cannot be used, or something is in its place; that is unchanged
     *     then
     */
    public static void restore(
            Path directory,
            Path file,
            Optional<String> configured,
            boolean replace,
            Instant now,
            SecureRandom random) {
        BackupFile backup = BackupFile.read(file);
        Path database = directory.resolve(Database.FILE);
        if (Files.exists(database) && !replace) {
            throw exists(database, "Add --force to move it aside.");
        }
        Path keyFile = directory.resolve("secret.key");
        RestoredKey key = RestoredKey.choose(backup, keyFile, configured, replace);
        Path scratch = directory.resolve(SCRATCH);
        try {
            delete(scratch);
            Files.createDirectory(
                    scratch,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            build(scratch, backup, key.box(random));
            String suffix = ".before-" + now.truncatedTo(ChronoUnit.SECONDS);
            if (key.isWritten()) {
                if (Files.exists(keyFile)) {
                    Files.move(keyFile, keyFile.resolveSibling(keyFile.getFileName() + suffix));
                }
                PrivateFiles.create(
                        keyFile, (key.text() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            if (Files.exists(database)) {
                Files.move(database, database.resolveSibling(database.getFileName() + suffix));
            }
            Files.move(scratch.resolve(Database.FILE), database, StandardCopyOption.ATOMIC_MOVE);
            delete(scratch);
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** Makes the database of the backup's version, brings it up to date, and reads all of it. */
    private static void build(Path scratch, BackupFile backup, SecretBox secrets)
            throws IOException {
        try (Database database = Database.create(scratch, 1)) {
            if (backup.schema() > database.newestSchema() || backup.schema() < 1) {
                throw new ConfigException(
                        ConfigException.Kind.NEWER_SCHEMA,
                        "The backup has schema version %d, which this rbdgate does not know."
                                .formatted(backup.schema()),
                        "Restore it with the rbdgate that wrote it, or a newer one.");
            }
        }
        try (Database database = Database.create(scratch, backup.schema());
                Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            BackupRows.insert(connection, backup);
            connection.commit();
        } catch (SQLException e) {
            throw damaged("The backup", e);
        }
        // Also tells whether the key opens the secrets. The backup made on the way goes with it.
        MappingStore.open(scratch, secrets).close();
    }

    private static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static ConfigException exists(Path file, String remedy) {
        return new ConfigException(
                ConfigException.Kind.EXISTS, file + " is there already.", remedy);
    }

    private static ConfigException unwritable(Path file, IOException failure) {
        return new ConfigException(
                ConfigException.Kind.UNWRITABLE,
                "%s cannot be read or written: %s".formatted(file, failure),
                "Give this user the right to read and write there.",
                failure);
    }

    private static ConfigException damaged(String what, SQLException failure) {
        return new ConfigException(
                ConfigException.Kind.CORRUPT,
                "%s cannot be used: %s".formatted(what, failure.getMessage()),
                "Take another backup.",
                failure);
    }
}
