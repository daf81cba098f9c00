package dev.rbdgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonsTest {

    @Test
    void noneOutlivesTheRun(@TempDir Path logs) {
        Daemon daemon;
        try (Daemons daemons = new Daemons(logs)) {
            daemon = daemons.start("sleeper", Map.of(), List.of("sleep", "60"));
            daemon.checkAlive();
        }
        assertThat(daemon.isAlive()).isFalse();
    }

    @Test
    void oneThatHasEndedIsReportedWithWhatItPrinted(@TempDir Path logs) {
        try (Daemons daemons = new Daemons(logs)) {
            Daemon daemon =
                    daemons.start("speaker", Map.of(), List.of("sh", "-c", "echo no disk; exit 3"));
            Wait.until("its end", Duration.ofSeconds(20), () -> !daemon.isAlive());
            assertThatThrownBy(daemon::checkAlive)
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("status 3")
                    .hasMessageContaining("no disk");
        }
    }

    @Test
    void aProgramThatDoesNotExistIsRefused(@TempDir Path logs) {
        try (Daemons daemons = new Daemons(logs)) {
            assertThatThrownBy(() -> daemons.start("x", Map.of(), List.of("/no/such/program")))
                    .isInstanceOf(LabException.class);
        }
    }
}
