package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReachablePortalsTest {

    private static final int PORT = 3260;

    private static List<String> of(String... addresses) {
        return ReachablePortals.of(
                List.of(addresses).stream().map(it -> new InetSocketAddress(it, PORT)).toList());
    }

    @Test
    void loopbackIsToldOnlyWhereThereIsNothingElse() {
        assertThat(of("127.0.0.1", "192.0.2.1")).containsExactly("192.0.2.1:3260");
        assertThat(of("127.0.0.1", "::1")).containsExactly("127.0.0.1:3260", "[::1]:3260");
    }

    @Test
    void aWildcardIsThisMachinesAddresses() {
        assertThat(of("0.0.0.0", "::"))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .noneMatch(it -> it.startsWith("0.0.0.0") || it.startsWith("[::]"));
    }
}
