package dev.rbdgate.config;

import static dev.rbdgate.config.Samples.IQN;
import static dev.rbdgate.config.Samples.audit;
import static dev.rbdgate.config.Samples.chap;
import static dev.rbdgate.config.Samples.open;
import static dev.rbdgate.config.Samples.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a backup, and what becomes of it. */
final class ConfigBackupTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir Path directory;
    private Path first;
    private Path second;
    private Path file;

    @BeforeEach
    void fill() throws IOException {
        first = Files.createDirectory(directory.resolve("first"));
        second = Files.createDirectory(directory.resolve("second"));
        file = directory.resolve("backup.zip");
        try (MappingStore store = open(first)) {
            store.change(
                    audit("target.add"),
                    writer -> {
                        writer.addTarget(target());
                        writer.setDiscoveryAuth(Optional.of(chap()));
                        writer.addApiToken(token());
                    });
            store.sighted(IQN, "iqn.other", Set.of(0), false);
        }
    }

    private static ApiToken token() {
        return new ApiToken("ci", "viewer", "00ff", NOW, "admin, \"root\"\n", Optional.of(NOW));
    }

    private void restore(boolean replace) {
        ConfigBackup.restore(second, file, Optional.empty(), replace, NOW, new SecureRandom());
    }

    private ConfigException refused(boolean replace) {
        return catchThrowableOfType(ConfigException.class, () -> restore(replace));
    }

    @Test
    void everythingComesBackWhereTheKeyIs() throws Exception {
        ConfigBackup.write(first, file, NOW, Optional.empty());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.copy(first.resolve("secret.key"), second.resolve("secret.key"));
        Files.setPosixFilePermissions(
                second.resolve("secret.key"), PosixFilePermissions.fromString("rw-------"));
        restore(false);
        try (MappingStore before = open(first);
                MappingStore after = open(second)) {
            assertThat(after.read()).isEqualTo(before.read());
            assertThat(after.read().target(IQN)).contains(target());
            assertThat(after.read().discoveryAuth()).contains(chap());
            assertThat(after.apiTokens()).containsExactly(token());
            assertThat(after.usedLuns(IQN)).isEqualTo(before.usedLuns(IQN)).hasSize(2);
            assertThat(after.auditLog(10)).isEqualTo(before.auditLog(10));
            after.audit(audit("later"));
            assertThat(after.auditLog(1)).containsExactly(audit("later"));
        }
        try (var left = Files.list(second)) {
            assertThat(left.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrder("secret.key", "config.mv.db");
        }
    }

    @Test
    void aBackupHoldsNoSecretUnlessTheKeyIsAskedFor() throws Exception {
        ConfigBackup.write(first, file, NOW, Optional.empty());
        String key = Files.readString(first.resolve("secret.key")).strip();
        assertThat(text(file))
                .contains("alice")
                .doesNotContain(Samples.SECRET)
                .doesNotContain(Samples.MUTUAL_SECRET)
                .doesNotContain(key);
        Path whole = directory.resolve("whole.zip");
        ConfigBackup.write(first, whole, NOW, Optional.of(first.resolve("secret.key")));
        assertThat(text(whole)).contains(key).doesNotContain(Samples.SECRET);
        assertThat(BackupFile.read(whole).toString()).doesNotContain(key);
    }

    @Test
    void withItsKeyABackupComesBackInAnEmptyDirectory() {
        ConfigBackup.write(first, file, NOW, Optional.of(first.resolve("secret.key")));
        restore(false);
        try (MappingStore after = open(second)) {
            assertThat(after.read().target(IQN)).contains(target());
        }
    }

    @Test
    void withoutAnyKeyNothingIsRestored() throws Exception {
        ConfigBackup.write(first, file, NOW, Optional.empty());
        ConfigException failure = refused(false);
        assertThat(failure.kind()).isEqualTo(ConfigException.Kind.WRONG_KEY);
        assertThat(failure.remedy()).contains("secret.key", "RBDGATE_SECRET_KEY");
        assertThat(second.resolve("config.mv.db")).doesNotExist();
    }

    @Test
    void anotherKeyOpensNothingAndWhatIsThereStays() throws Exception {
        ConfigBackup.write(first, file, NOW, Optional.empty());
        open(second).close();
        byte[] before = Files.readAllBytes(second.resolve("secret.key"));
        assertThat(refused(true).kind()).isEqualTo(ConfigException.Kind.WRONG_KEY);
        assertThat(Files.readAllBytes(second.resolve("secret.key"))).isEqualTo(before);
        try (MappingStore after = open(second)) {
            assertThat(after.read().targets()).isEmpty();
        }
    }

    @Test
    void whatIsThereIsMovedAsideOnlyWhenAskedFor() throws Exception {
        ConfigBackup.write(first, file, NOW, Optional.of(first.resolve("secret.key")));
        open(second).close();
        assertThat(refused(false).kind()).isEqualTo(ConfigException.Kind.EXISTS);
        restore(true);
        try (MappingStore after = open(second)) {
            assertThat(after.read().target(IQN)).contains(target());
        }
        assertThat(second.resolve("config.mv.db.before-2026-11-23T10:00:00Z")).exists();
        assertThat(second.resolve("secret.key.before-2026-11-23T10:00:00Z")).exists();
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws Exception {
        Files.writeString(file, "precious");
        ConfigException failure =
                catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigBackup.write(first, file, NOW, Optional.empty()));
        assertThat(failure.kind()).isEqualTo(ConfigException.Kind.EXISTS);
        assertThat(file).hasContent("precious");
    }

    @Test
    void aBackupOfANewerVersionIsRefused() throws Exception {
        ConfigBackup.write(first, file, NOW, Optional.of(first.resolve("secret.key")));
        rewrite("schema=\\d+", "schema=99");
        ConfigException schema = refused(false);
        assertThat(schema.kind()).isEqualTo(ConfigException.Kind.NEWER_SCHEMA);
        assertThat(schema).hasMessageContaining("99");
        rewrite("format=\\d+", "format=2");
        ConfigException format = refused(false);
        assertThat(format.kind()).isEqualTo(ConfigException.Kind.NEWER_SCHEMA);
        assertThat(format.remedy()).contains("newer");
        assertThat(second.resolve("config.mv.db")).doesNotExist();
    }

    @Test
    void aBackupWithOtherTablesOrColumnsIsRefused() throws Exception {
        ConfigBackup.write(first, file, NOW, Optional.of(first.resolve("secret.key")));
        rewrite("\"ALIAS\"", "\"ALIAS) SELECT 1; DROP TABLE targets --\"");
        assertThat(refused(false).kind()).isEqualTo(ConfigException.Kind.CORRUPT);
        assertThat(second.resolve("config.mv.db")).doesNotExist();
    }

    @Test
    void whatIsNoBackupOrIsDamagedIsRefused() throws Exception {
        Files.writeString(file, "no archive");
        assertThat(refused(false).kind()).isEqualTo(ConfigException.Kind.CORRUPT);
        Files.delete(file);
        ConfigBackup.write(first, file, NOW, Optional.of(first.resolve("secret.key")));
        byte[] content = Files.readAllBytes(file);
        for (int at : new int[] {60, content.length / 2}) {
            byte[] damaged = content.clone();
            damaged[at] ^= 0x55;
            Files.write(file, damaged);
            assertThat(refused(false)).isNotNull();
        }
        Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
        assertThat(refused(false)).isNotNull();
        assertThat(second.resolve("config.mv.db")).doesNotExist();
    }

    @Test
    void aDatabaseOfAnEarlierVersionIsBackedUpBeforeItIsBroughtUpToDate() throws Exception {
        Path old = earlier();
        open(old).close();
        List<Path> backups;
        try (var files = Files.list(old.resolve(MigrationBackups.DIRECTORY))) {
            backups = files.toList();
        }
        assertThat(backups).hasSize(1);
        assertThat(backups.getFirst().getFileName().toString()).endsWith("-schema1.zip");
        BackupFile backup = BackupFile.read(backups.getFirst());
        assertThat(backup.schema()).isEqualTo(1);
        assertThat(backup.tables().get("targets")).contains(IQN);
        // Up to date, it is not backed up again.
        open(old).close();
        try (var files = Files.list(old.resolve(MigrationBackups.DIRECTORY))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aBackupOfAnEarlierVersionIsRestoredAndBroughtUpToDate() throws Exception {
        Path old = earlier();
        ConfigBackup.write(old, file, NOW, Optional.empty());
        open(second).close();
        restore(true);
        try (MappingStore after = open(second)) {
            assertThat(after.read().target(IQN).orElseThrow().alias()).isEqualTo("old");
        }
    }

    /** A data directory with a database of version 1. */
    private Path earlier() throws Exception {
        Path old = Files.createDirectory(directory.resolve("old"));
        String url = "jdbc:h2:file:" + old.resolve("config");
        Flyway.configure()
                .dataSource(url, "sa", "")
                .locations("classpath:dev/rbdgate/config/migration")
                .target("1")
                .load()
                .migrate();
        try (var connection = DriverManager.getConnection(url, "sa", "");
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO targets VALUES ('" + IQN + "', 'old')");
        }
        return old;
    }

    private static String text(Path archive) throws IOException {
        StringBuilder text = new StringBuilder();
        try (InputStream in = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(in)) {
            while (zip.getNextEntry() != null) {
                text.append(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    /** Changes what the archive's files say. */
    private void rewrite(String pattern, String replacement) throws IOException {
        List<String> names = new ArrayList<>();
        List<String> contents = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                contents.add(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(String.join("\n", contents)).containsPattern(pattern);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < names.size(); i++) {
                zip.putNextEntry(new ZipEntry(names.get(i)));
                zip.write(
                        contents.get(i)
                                .replaceAll(pattern, replacement)
                                .getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }
}
