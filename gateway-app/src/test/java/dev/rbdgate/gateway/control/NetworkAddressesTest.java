package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "10.1.2.3, 10.1.2.3/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "FD00:0:0::/8, fd00::/8",
        "::1, ::1/128",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1/128",
        "::/0, ::/0"
    })
    void blocksAreNormalized(String text, String block) {
        assertThat(NetworkAddresses.cidr(text, "addresses[0]")).isEqualTo(block);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "fd00::/129",
                "localhost",
                "127.1",
                "0x7f.0.0.1",
                ":::1/8",
                "10.0.0.0/8/8"
            })
    void whatIsNoBlockIsRefusedWithoutAskingANameServer(String text) {
        assertThatThrownBy(() -> NetworkAddresses.cidr(text, "addresses[0]"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.field()).contains("addresses[0]"));
    }

    @Test
    void aBlockWithHostBitsIsRefusedNamingTheBlock() {
        assertThatThrownBy(() -> NetworkAddresses.cidr("10.1.2.3/8", "addresses[0]"))
                .hasMessageContaining("10.0.0.0/8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw.example:3260", "10.0.0.1:1", "[fd00::1]:65535"})
    void hostAndPortPass(String text) {
        assertThat(NetworkAddresses.hostPort(text, "advertise")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw", "gw:", "gw:0", "gw:65536", "fd00::1:3260", "a b:3260", ":3260"})
    void whatIsNotHostAndPortIsRefused(String text) {
        assertThatThrownBy(() -> NetworkAddresses.hostPort(text, "advertise"))
                .isInstanceOf(RefusedException.class);
    }
}
