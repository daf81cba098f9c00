package dev.rbdgate.config;

import static dev.rbdgate.config.Samples.IQN;
import static dev.rbdgate.config.Samples.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases of earlier versions are brought up to date with what they hold. */
final class MigrationTest {

    @TempDir Path directory;

    @Test
    void aLunOfVersion1IsAFixedThinDisk() throws Exception {
        inVersion(
                "1",
                "INSERT INTO targets VALUES ('" + IQN + "', 'old')",
                "INSERT INTO luns VALUES ('"
                        + IQN
                        + "', 3, 'rbd', '', 'vol', '10ab', '3000000000000001', 'serial', TRUE,"
                        + " 4096, FALSE)");
        try (MappingStore store = open(directory)) {
            assertThat(store.read().target(IQN).orElseThrow().luns())
                    .containsExactly(
                            Map.entry(
                                    3,
                                    new LunMapping(
                                            3,
                                            new ImageReference("rbd", "", "vol", "10ab"),
                                            "3000000000000001",
                                            "serial",
                                            true,
                                            4096,
                                            false,
                                            false,
                                            true)));
        }
    }

    /** Makes the database as an earlier version left it. */
    private void inVersion(String version, String... statements) throws Exception {
        String url = "jdbc:h2:file:" + directory.resolve("config");
        Flyway.configure()
                .dataSource(url, "sa", "")
                .locations("classpath:dev/rbdgate/config/migration")
                .target(version)
                .load()
                .migrate();
        try (var connection = DriverManager.getConnection(url, "sa", "");
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
