package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.commons.logging.LogFactory;
import org.jscsi.initiator.Initiator;
import org.jscsi.parser.ProtocolDataUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * jSCSI's initiator: a client with a codec, a login and habits unlike those of libiscsi and QEMU.
 */
@Tag("clients")
final class JscsiInitiatorTest {

    private static final String SESSION = "jscsi";
    private static final long SIZE_BYTES = 64L << 20;

    private final Network network = new Network();

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void blocksAreReadAsTheyWereWritten(@TempDir Path directory) throws Exception {
        Path schema = copied("/jscsi.xsd", directory);
        Path configuration = copied("/jscsi-initiator.xml", directory);
        try (Gateway gateway = new Gateway(network, directory.resolve("data"))) {
            gateway.start("--volume", SESSION + "=" + SIZE_BYTES);
            String output =
                    network.run(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    "-cp",
                                    classPath(),
                                    JscsiClient.class.getName(),
                                    schema.toString(),
                                    configuration.toString(),
                                    SESSION,
                                    "127.0.0.1",
                                    "3260",
                                    Long.toString(SIZE_BYTES))
                            .ok();
            assertThat(output).contains("all blocks as written");
            assertThat(gateway.log()).contains("iqn.2026-11.dev.rbdgate.test:jscsi");
        }
    }

    private static Path copied(String resource, Path directory) throws IOException {
        Path copy = directory.resolve(resource.substring(1));
        try (InputStream in = JscsiInitiatorTest.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(in, resource), copy);
        }
        return copy;
    }

    /** Where the client's own classes and resources and those of its libraries are. */
    private static String classPath() throws URISyntaxException {
        return String.join(
                ":",
                location(JscsiClient.class),
                location(Initiator.class),
                location(ProtocolDataUnit.class),
                location(LogFactory.class),
                location(LoggerFactory.class));
    }

    private static String location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
