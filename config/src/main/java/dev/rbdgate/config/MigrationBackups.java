package dev.rbdgate.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Backups that are made before the tables change their form. */
final class MigrationBackups {

    /** In the data directory. */
    static final String DIRECTORY = "backups";

    /** So many are kept; the oldest go. */
    static final int KEPT = 10;

    private static final String PREFIX = "config-";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private MigrationBackups() {}

    static Path write(Database database, Path dataDirectory, int schema, Instant now) {
        Path directory = dataDirectory.resolve(DIRECTORY);
        Path file =
                directory.resolve("%s%s-schema%d.zip".formatted(PREFIX, TIME.format(now), schema));
        try (Connection connection = database.dataSource().getConnection()) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            BackupWriter.write(connection, schema, file, now, Optional.empty());
            removeOld(directory);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("no backup could be written before the update", e);
        } catch (SQLException e) {
            throw new IllegalStateException("no backup could be made before the update", e);
        }
    }

    private static void removeOld(Path directory) throws IOException {
        List<Path> newestFirst;
        try (Stream<Path> files = Files.list(directory)) {
            newestFirst =
                    files.filter(it -> String.valueOf(it.getFileName()).startsWith(PREFIX))
                            .sorted(Comparator.reverseOrder())
                            .toList();
        }
        for (Path old :
                newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
            Files.delete(old);
        }
    }
}
