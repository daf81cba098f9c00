package dev.rbdgate.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.cli.exit.CommandException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayAddressTest {

    @Test
    void isTheLoopbackByDefault() {
        assertThat(GatewayAddress.from(null, Map.of())).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void followsTheGatewaysOwnSettings() {
        assertThat(
                        GatewayAddress.from(
                                null,
                                Map.of("RBDGATE_HTTP_HOST", "10.1.2.3", "RBDGATE_HTTP_PORT", "81")))
                .hasToString("http://10.1.2.3:81");
        assertThat(GatewayAddress.from(null, Map.of("RBDGATE_HTTP_HOST", "[::]")))
                .hasToString("http://[::1]:8080");
    }

    @Test
    void prefersTheOptionThenTheUrl() {
        Map<String, String> environment =
                Map.of("RBDGATE_URL", "https://gate.example", "RBDGATE_HTTP_PORT", "81");

        assertThat(GatewayAddress.from(null, environment)).hasToString("https://gate.example:443");
        assertThat(GatewayAddress.from("http://[2001:db8::1]:90/", environment))
                .hasToString("http://[2001:db8::1]:90");
    }

    @Test
    void keepsAPathInFrontOfTheRestBase() {
        assertThat(GatewayAddress.from("http://h:1/gate/", Map.of()).basePath())
                .isEqualTo("/gate/api/v1");
        assertThat(GatewayAddress.from("http://h:1/api/v1", Map.of()).basePath())
                .isEqualTo("/api/v1");
    }

    @Test
    void refusesWhatIsNoAddress() {
        for (String url :
                new String[] {
                    "",
                    "host:8080",
                    "ftp://h",
                    "http://",
                    "http://h:0",
                    "http://h:65536",
                    "http://u@h",
                    "http://h?x=1",
                    "http://h#x",
                    "http://h h"
                }) {
            assertThatThrownBy(() -> GatewayAddress.from(url, Map.of()))
                    .as(url)
                    .isInstanceOf(CommandException.class)
                    .hasMessageStartingWith("--url must be");
        }
        for (String port : new String[] {"0", "65536", "http", "-1"}) {
            assertThatThrownBy(() -> GatewayAddress.from(null, Map.of("RBDGATE_HTTP_PORT", port)))
                    .isInstanceOf(CommandException.class);
        }
    }
}
