package dev.rbdgate.gateway.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.RunningGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    @TempDir private Path directory;

    private RunningGateway trained() throws IOException {
        return RunningGateway.start(directory, Training.GATEWAY.toArray(String[]::new));
    }

    @Test
    void everyKindOfLoadRunsAndLeavesNoSession() throws IOException {
        try (RunningGateway gateway = trained()) {
            // 256 writes fill the volume, a batch of each kind of load follows.
            assertThat(Training.run(gateway.portal(), SHORT)).isGreaterThan(256 + 100);
            assertThat(gateway.get("/sessions").json().path("items")).isEmpty();
        }
    }

    @Test
    void aTargetThatIsNotThereFailsIt() throws IOException {
        try (RunningGateway gateway = RunningGateway.start(directory)) {
            assertThatThrownBy(() -> Training.run(gateway.portal(), SHORT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("login refused: 02");
        }
    }

    @Test
    void aCommandThatFailsFailsIt() throws IOException {
        try (RunningGateway gateway = trained()) {
            gateway.patch("/targets/iqn.2026-11.dev.rbdgate:train/luns/0", "{\"readOnly\":true}");
            assertThatThrownBy(() -> Training.run(gateway.portal(), SHORT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("status 02");
        }
    }
}
