package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AlertsTest {

    private static final SystemStatus.LunProblem PROBLEM =
            new SystemStatus.LunProblem(
                    "iqn.2026-11.dev.rbdgate:a",
                    3,
                    new UnitProblem("naa", "rbd/a", "no such image", 2, Instant.EPOCH));

    private static ObjectStore.Capacity used(long percent) {
        return new ObjectStore.Capacity(1000, percent * 10, 1000 - percent * 10);
    }

    @Test
    void aStoreWithSpaceAndReadyLunsHasNone() {
        assertThat(Alerts.of(used(84), List.of())).isEmpty();
        assertThat(Alerts.of(new ObjectStore.Capacity(0, 0, 0), List.of())).isEmpty();
    }

    @Test
    void aLunThatIsNotReadyHurtsItsHosts() {
        assertThat(Alerts.of(used(1), List.of(PROBLEM)))
                .containsExactly(
                        new Alert(
                                Alert.Severity.CRITICAL,
                                "lun.not-ready",
                                "iqn.2026-11.dev.rbdgate:a LUN 3",
                                "rbd/a: no such image"));
    }

    @Test
    void aStoreThatFillsUpIsAWarningAndThenComesFirst() {
        List<Alert> warning = Alerts.of(used(85), List.of(PROBLEM));
        assertThat(warning.getLast().severity()).isEqualTo(Alert.Severity.WARNING);
        assertThat(warning.getLast().detail()).contains("85 %");
        List<Alert> critical = Alerts.of(used(95), List.of(PROBLEM));
        assertThat(critical.getFirst().kind()).isEqualTo("store.space");
        assertThat(critical.getFirst().severity()).isEqualTo(Alert.Severity.CRITICAL);
    }

    @Test
    void whatIsKeptBackDoesNotCountAsSpace() {
        assertThat(Alerts.of(new ObjectStore.Capacity(1000, 500, 20), List.of())).hasSize(1);
    }
}
