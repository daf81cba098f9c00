package dev.rbdgate.config;

import static dev.rbdgate.config.Samples.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HaltTest {

    @TempDir Path directory;

    @Test
    void everyAnsweredChangeSurvivesAHaltRightAfterIt() throws Exception {
        int targets = 20;
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                HaltedProcess.class.getName(),
                                directory.toString(),
                                Integer.toString(targets))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        try (MappingStore store = open(directory)) {
            assertThat(store.read().targets()).hasSize(targets);
            assertThat(store.auditLog(100)).hasSize(targets);
        }
    }
}
