package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DriverOptionsTest {

    private static final String SOCKET = "--endpoint=unix:///csi/csi.sock";

    @Test
    void aNodeNeedsOnlyItsSocket() {
        DriverOptions options =
                DriverOptions.parse(
                        SOCKET, "--mode=node", "--host-root=/host", "--topology=zone=a=b");
        assertThat(options.socket()).isEqualTo(Path.of("/csi/csi.sock"));
        assertThat(options.isController()).isFalse();
        assertThat(options.hostRoot()).contains(Path.of("/host"));
        assertThat(options.topology()).isEqualTo(Map.of("zone", "a=b"));
    }

    @Test
    void whatIsMissingWrongOrUnknownIsNamed() {
        for (String[] wrong :
                new String[][] {
                    {"endpoint", "--mode=node"},
                    {"endpoint", "--endpoint=tcp://host", "--mode=node"},
                    {"mode", SOCKET},
                    {"mode", SOCKET, "--mode=both"},
                    {"gateway", SOCKET, "--mode=controller"},
                    {"topology", SOCKET, "--mode=node", "--topology=zone"},
                    {"--colour=red", SOCKET, "--mode=node", "--colour=red"},
                    {"--mode", SOCKET, "--mode"},
                }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> DriverOptions.parse(Arrays.copyOfRange(wrong, 1, wrong.length)))
                    .withMessageContaining(wrong[0]);
        }
    }
}
