package dev.rbdgate.config;

import static dev.rbdgate.config.Samples.audit;
import static dev.rbdgate.config.Samples.open;
import static dev.rbdgate.config.Samples.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad database ends in a message that says what to do. */
final class BadDatabaseTest {

    @TempDir Path directory;

    @BeforeEach
    void store() {
        try (MappingStore store = open(directory)) {
            store.change(audit("target.add"), writer -> writer.addTarget(target()));
        }
    }

    @Test
    void garbageIsCorrupt() throws Exception {
        byte[] garbage = new byte[20_000];
        new SecureRandom().nextBytes(garbage);
        Files.write(directory.resolve("config.mv.db"), garbage);
        ConfigException failure = failure();
        assertThat(failure.kind()).isEqualTo(ConfigException.Kind.CORRUPT);
        assertThat(failure).hasMessageContaining("config.mv.db");
        assertThat(failure.remedy()).contains("backup");
    }

    @Test
    void anEmptiedFileIsCorruptAndNotANewDatabase() throws Exception {
        Files.write(directory.resolve("config.mv.db"), new byte[0]);
        assertThat(failure().kind()).isEqualTo(ConfigException.Kind.CORRUPT);
    }

    @Test
    void aDamagedMiddleIsCorrupt() throws Exception {
        Path file = directory.resolve("config.mv.db");
        byte[] content = Files.readAllBytes(file);
        java.util.Arrays.fill(content, 0, content.length - 1, (byte) 0x5a);
        Files.write(file, content);
        assertThat(failure().kind()).isEqualTo(ConfigException.Kind.CORRUPT);
    }

    @Test
    void anotherKeyIsNamed() throws Exception {
        Files.delete(directory.resolve("secret.key"));
        ConfigException failure = failure();
        assertThat(failure.kind()).isEqualTo(ConfigException.Kind.WRONG_KEY);
        assertThat(failure.remedy()).contains("secret.key");
    }

    @Test
    void aKeyThatIsNoneIsNamedWithoutShowingIt() throws Exception {
        Files.writeString(directory.resolve("secret.key"), "bm9rZXk=");
        ConfigException failure = failure();
        assertThat(failure.kind()).isEqualTo(ConfigException.Kind.WRONG_KEY);
        assertThat(failure.getMessage()).contains("secret.key").doesNotContain("bm9rZXk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void aKeyThatOthersMayReadOrWriteIsRefused(String mode) throws Exception {
        Path key = directory.resolve("secret.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
        ConfigException failure = failure();
        assertThat(failure.kind()).isEqualTo(ConfigException.Kind.EXPOSED_KEY);
        assertThat(failure).hasMessageContaining(mode);
        assertThat(failure.remedy()).contains("chmod 600");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        open(directory).close();
    }

    @Test
    void aKeyFromTheEnvironmentReplacesTheFile() {
        ConfigException failure =
                catchThrowableOfType(
                        ConfigException.class,
                        () ->
                                MappingStore.open(
                                        directory,
                                        SecretKeys.open(
                                                directory.resolve("secret.key"),
                                                Optional.of(
                                                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
                                                new SecureRandom())));
        assertThat(failure.kind()).isEqualTo(ConfigException.Kind.WRONG_KEY);
    }

    @Test
    void aNewerSchemaIsNotTouched() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:h2:file:" + directory.resolve("config"), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO \"flyway_schema_history\" SELECT 99, '99', 'later', 'SQL',"
                            + " 'V99__later.sql', 1, 'SA', CURRENT_TIMESTAMP, 1, TRUE");
        }
        ConfigException failure = failure();
        assertThat(failure.kind()).isEqualTo(ConfigException.Kind.NEWER_SCHEMA);
        assertThat(failure).hasMessageContaining("99");
        assertThat(failure.remedy()).contains("newer");
    }

    @Test
    void aDatabaseInUseByAnotherOwnerIsRefused() throws Exception {
        // H2 locks the file like this from another process.
        try (FileChannel channel =
                        FileChannel.open(
                                directory.resolve("config.mv.db"),
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(failure().kind()).isEqualTo(ConfigException.Kind.IN_USE);
        }
    }

    private ConfigException failure() {
        return catchThrowableOfType(ConfigException.class, () -> open(directory).close());
    }
}
