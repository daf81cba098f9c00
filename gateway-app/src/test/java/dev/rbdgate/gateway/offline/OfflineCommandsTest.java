package dev.rbdgate.gateway.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.gateway.startup.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OfflineCommandsTest {

    private static final String IQN = "iqn.2026-11.dev.rbdgate:kept";

    @TempDir Path directory;

    private String run(String... arguments) {
        return answer(arguments).text();
    }

    private static OfflineCommands.Answer answer(String... arguments) {
        return OfflineCommands.run(arguments, Map.of(), Clock.systemUTC(), new SecureRandom());
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void aConfigurationMovesToAnotherGateway() throws Exception {
        String token;
        try (RunningGateway gateway = RunningGateway.start(directory.resolve("a"))) {
            gateway.post("/targets", "{\"iqn\":\"" + IQN + "\"}");
            token =
                    gateway.post("/tokens", "{\"name\":\"ci\",\"role\":\"viewer\"}")
                            .json()
                            .path("token")
                            .asString();
            assertThatThrownBy(() -> run("backup", path("x.zip"), "--data-dir", path("a")))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("in use");
        }
        assertThat(run("backup", path("b.zip"), "--data-dir", path("a"), "--with-key"))
                .contains("holds the key");
        assertThat(run("restore", path("b.zip"), "--data-dir=" + path("b")))
                .contains("Restored", path("b"));
        assertThat(directory.resolve("x.zip")).doesNotExist();
        try (RunningGateway gateway = RunningGateway.start(directory.resolve("b"))) {
            assertThat(gateway.get("/targets/" + IQN).status()).isEqualTo(200);
            assertThat(gateway.send(token, "GET", "/api/v1/system", null).status()).isEqualTo(200);
        }
    }

    @Test
    void aBackupWithoutKeySaysWhatElseToKeep() throws Exception {
        RunningGateway.start(directory.resolve("a")).close();
        assertThat(run("backup", path("b.zip"), "--data-dir", path("a"))).contains("secret.key");
        Map<String, String> environment =
                Map.of("RBDGATE_SECRET_KEY", "x", "RBDGATE_DATA_DIR", path("a"));
        assertThatThrownBy(() ->
                        OfflineCommands.run(
                                new String[] {"backup", path("c.zip"), "--with-key"},
                                environment,
                                Clock.systemUTC(),
                                new SecureRandom()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("not in the data directory");
    }

    @Test
    void wrongArgumentsAreWrongUsage() {
        for (String[] wrong :
                new String[][] {
                    {"backup"},
                    {"backup", "a", "b"},
                    {"backup", "a", "--force"},
                    {"restore", "a", "--with-key"},
                    {"restore", "a", "--data-dir"},
                    {"check", "a"},
                    {"check", "--force"}
                }) {
            assertThatThrownBy(() -> run(wrong))
                    .isInstanceOfSatisfying(
                            UsageException.class, it -> assertThat(it.remedy()).contains("Usage"));
        }
        assertThat(run("restore", "--help")).contains("--force");
    }

    @Test
    void aCheckFindsAStoreWholeAndNamesWhatIsDamaged() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(directory.resolve("a"))) {
            gateway.post("/images", "{\"name\":\"whole\",\"size\":\"8MiB\"}");
            assertThatThrownBy(() -> run("check", "--data-dir", path("a")))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("in use");
        }
        assertThat(answer("check", "--data-dir", path("a"), "--read"))
                .satisfies(it -> assertThat(it.text()).contains("is whole"))
                .satisfies(it -> assertThat(it.exitCode()).isZero());
        Files.createDirectory(directory.resolve("a/store/pools/77"));
        assertThat(answer("check", "--data-dir", path("a")))
                .satisfies(it -> assertThat(it.text()).contains("pools/77/ is of no pool"))
                .satisfies(it -> assertThat(it.exitCode()).isEqualTo(1));
    }

    @Test
    void whereThereIsNothingNothingIsMade() throws Exception {
        assertThatThrownBy(() -> run("backup", path("b.zip"), "--data-dir", path("none")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("not an rbdgate data directory");
        assertThatThrownBy(() -> run("check", "--data-dir", path("none")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("not an rbdgate data directory");
        assertThatThrownBy(() -> run("restore", path("no.zip"), "--data-dir", path("none")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("cannot be read");
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
