package dev.rbdgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandTest {

    @Test
    void outputAndErrorsAreKeptApart() {
        Command.Result result = Command.run("sh", "-c", "echo out; echo err >&2");
        assertThat(result.ok()).isEqualTo("out\n");
        assertThat(result.errors()).isEqualTo("err\n");
    }

    @Test
    void aProgramThatFailsIsRefusedWithWhatItSaid() {
        assertThatThrownBy(() -> Command.run("sh", "-c", "echo why >&2; exit 4").ok())
                .isInstanceOf(LabException.class)
                .hasMessageContaining("exit status 4")
                .hasMessageContaining("why");
    }

    @Test
    void aProgramThatTakesTooLongIsKilled() {
        assertThatThrownBy(
                        () -> Command.run(Duration.ofMillis(20), Map.of(), List.of("sleep", "60")))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("still running");
    }
}
