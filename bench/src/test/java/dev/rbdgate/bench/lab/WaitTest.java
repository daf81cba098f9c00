package dev.rbdgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitTest {

    private static final String TABLE =
            """
              sl  local_address rem_address   st tx_queue rx_queue
               0: 0100007F:0CBC 00000000:0000 0A 00000000:00000000
               1: 0100007F:0CBD 0100007F:1234 01 00000000:00000000
            """;

    @Test
    void aPortInStateListenIsListenedOn() {
        assertThat(Wait.listens(TABLE, 3260)).isTrue();
    }

    @Test
    void aPortWithAConnectionOnlyIsNot() {
        assertThat(Wait.listens(TABLE, 3261)).isFalse();
    }

    @Test
    void aSocketOfThisMachineIsFound() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertThat(Wait.listens(port)).isTrue();
        }
        assertThat(Wait.listens(port)).isFalse();
    }

    @Test
    void whatDoesNotComeIsRefusedAfterTheLimit() {
        assertThatThrownBy(() -> Wait.until("rain", Duration.ofMillis(10), () -> false))
                .isInstanceOf(LabException.class)
                .hasMessage("waited in vain for rain");
    }
}
