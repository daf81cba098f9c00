package dev.rbdgate.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The H2 file, its connections and its schema; what H2 says about a bad file, in our words. */
final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final String NAME = "config";

    /** The file of the database, in its directory. */
    static final String FILE = NAME + ".mv.db";

    private static final String MIGRATIONS = "classpath:dev/rbdgate/config/migration";

    /** Changes are serialized anyway; the rest reads. */
    private static final int CONNECTIONS = 4;

    /** Of H2's pages in memory: rows of thousands of LUNs. Its default grows with the heap. */
    private static final int CACHE_KIB = 8192;

    /** How long a caller waits for a connection before it fails. */
    private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

    private final Path directory;
    private final HikariDataSource dataSource;

    private Database(Path directory, HikariDataSource dataSource) {
        this.directory = directory;
        this.dataSource = dataSource;
    }

    /**
     * Opens or makes the database, and brings it up to date, after a backup of what was there.
     *
     * @throws ConfigException if it cannot be used
     */
    static Database open(Path directory) {
        return open(directory, database -> database.migrate(Instant.now()));
    }

    /**
     * Opens the database and leaves its version as it is.
     *
     * @throws ConfigException if it is not there, or cannot be used
     */
    static Database openAsItIs(Path directory) {
        if (Files.notExists(directory.resolve(FILE))) {
            throw new ConfigException(
                    ConfigException.Kind.CORRUPT,
                    "There is no mapping database in " + directory + ".",
                    "Name the data directory of a gateway.");
        }
        return open(directory, database -> database.refuseNewer(database.flyway().info()));
    }

    /** Makes an empty database of an earlier version. */
    static Database create(Path directory, int schema) {
        return open(
                directory,
                database ->
                        Flyway.configure()
                                .configuration(database.flyway().getConfiguration())
                                .target(Integer.toString(schema))
                                .load()
                                .migrate());
    }

    private static Database open(Path directory, Consumer<Database> first) {
        Path file = directory.resolve(FILE);
        if (!Files.isWritable(directory) || (Files.exists(file) && !Files.isWritable(file))) {
            throw new ConfigException(
                    ConfigException.Kind.UNWRITABLE,
                    "The mapping database " + file + " cannot be written.",
                    "Give the gateway's user the right to write in " + directory + ".");
        }
        if (isEmpty(file)) {
            throw explain(directory, new IllegalStateException("it is empty"));
        }
        HikariDataSource dataSource;
        try {
            dataSource = connect(directory);
        } catch (RuntimeException e) {
            throw explain(directory, e);
        }
        Database database = new Database(directory, dataSource);
        try {
            first.accept(database);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw database.explain(e);
        }
    }

    /** H2 would take an empty file for a new database, and the mapping would be gone silently. */
    private static boolean isEmpty(Path file) {
        try {
            return Files.exists(file) && Files.size(file) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HikariDataSource connect(Path directory) {
        HikariConfig config = new HikariConfig();
        // WRITE_DELAY=0: a commit is in the file when it returns. DB_CLOSE_ON_EXIT=FALSE: the
        // gateway closes the database itself, last, and no connection's end does (DB_CLOSE_DELAY).
        // No trace file: errors go to our log.
        config.setJdbcUrl(
                "jdbc:h2:file:"
                        + directory.toAbsolutePath().resolve(NAME)
                        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;TRACE_LEVEL_FILE=0"
                        + ";CACHE_SIZE="
                        + CACHE_KIB);
        config.setUsername("sa");
        config.setPassword("");
        config.setPoolName("mapping");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        return new HikariDataSource(config);
    }

    DataSource dataSource() {
        return dataSource;
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations(MIGRATIONS)
                .cleanDisabled(true)
                .load();
    }

    private void migrate(Instant now) {
        Flyway flyway = flyway();
        MigrationInfoService versions = flyway.info();
        refuseNewer(versions);
        if (versions.current() != null && versions.pending().length > 0) {
            Path backup = MigrationBackups.write(this, directory, schema(), now);
            log.info("The mapping database is brought up to date; as it was it is in {}", backup);
        }
        flyway.migrate();
    }

    private void refuseNewer(MigrationInfoService versions) {
        for (MigrationInfo migration : versions.applied()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS
                    || migration.getState() == MigrationState.FUTURE_FAILED) {
                throw new ConfigException(
                        ConfigException.Kind.NEWER_SCHEMA,
                        "The mapping database in %s has schema version %s, which this rbdgate does not know."
                                .formatted(directory, migration.getVersion()),
                        "Run the rbdgate that wrote it, or a newer one.");
            }
        }
    }

    /** The version of what is in the database. */
    int schema() {
        MigrationInfo current = flyway().info().current();
        return current == null ? 0 : version(current);
    }

    /** The newest version that this program knows. */
    int newestSchema() {
        return Arrays.stream(flyway().info().all()).mapToInt(Database::version).max().orElse(0);
    }

    private static int version(MigrationInfo migration) {
        return Integer.parseInt(migration.getVersion().getVersion());
    }

    /** Syncs the file. A commit alone may stay in the operating system's cache. */
    void makeDurable() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        } catch (SQLException e) {
            throw new IllegalStateException("the mapping database could not be synced", e);
        }
    }

    /** What a failed open means. */
    RuntimeException explain(RuntimeException failure) {
        return explain(directory, failure);
    }

    private static RuntimeException explain(Path directory, RuntimeException failure) {
        if (failure instanceof ConfigException) {
            return failure;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                return new ConfigException(
                        ConfigException.Kind.IN_USE,
                        "The mapping database in " + directory + " is open in another process.",
                        "Stop the other gateway, or give this one a RBDGATE_DATA_DIR of its own.",
                        failure);
            }
        }
        return new ConfigException(
                ConfigException.Kind.CORRUPT,
                "The mapping database %s.mv.db cannot be read: %s"
                        .formatted(directory.resolve(NAME), rootMessage(failure)),
                "Put back a backup of that file, or move it away and map the images anew: the"
                        + " images themselves are not in it and are not lost.",
                failure);
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    @Override
    public void close() {
        if (dataSource.isClosed()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.DATABASE_CALLED_AT_SHUTDOWN
                    || e.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED) {
                // The statement that closed the database finds it closed.
                dataSource.close();
                return;
            }
            // Every change was synced when it was made: only the compaction at the end is missing.
            log.info("The mapping database did not shut down cleanly: {}", e.getMessage());
        }
        dataSource.close();
    }
}
