package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.Daemon;
import dev.rbdgate.bench.lab.Daemons;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.Scratch;
import dev.rbdgate.bench.lab.Wait;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jscsi.target.TargetServer;

/** jSCSI's target with one unit, a file in memory (tmpfs). */
final class JscsiServer {

    static final String IQN = "iqn.2026-11.dev.rbdgate:jscsi";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private JscsiServer() {}

    /**
     * Starts it.
     *
     * @param directory for its configuration
     * @param memory an existing directory in memory
     */
    static Daemon start(Daemons daemons, Path directory, Path memory) {
        Path schema = directory.resolve("jscsi-target.xsd");
        Path configuration = directory.resolve("jscsi-target.xml");
        Path volume = memory.resolve("volume0");
        Scratch.makeSparse(volume, Volumes.SMALL_BYTES);
        try (InputStream in = TargetServer.class.getResourceAsStream("/jscsi-target.xsd")) {
            if (in == null) {
                throw new LabException("jSCSI has no schema");
            }
            Files.copy(in, schema);
            Files.writeString(configuration, configuration(volume));
        } catch (IOException e) {
            throw new LabException("cannot write jSCSI's configuration", e);
        }
        Daemon daemon =
                daemons.start(
                        "jscsi",
                        Map.of(),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx1g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                JscsiProgram.class.getName(),
                                schema.toString(),
                                configuration.toString(),
                                "127.0.0.1"));
        Wait.until(
                "jSCSI",
                START_LIMIT,
                () -> {
                    daemon.checkAlive();
                    return Wait.listens(Ports.JSCSI);
                });
        return daemon;
    }

    private static String configuration(Path volume) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <configuration xmlns="http://www.jscsi.org/2010-04"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xsi:schemaLocation="http://www.jscsi.org/2010-04 jscsi-target.xsd">
          <TargetList>
            <Target>
              <TargetName>%s</TargetName>
              <TargetAlias>bench</TargetAlias>
              <AsyncFileStorage><Path>%s</Path><DontCreate/></AsyncFileStorage>
            </Target>
          </TargetList>
          <GlobalConfig>
            <AllowSloppyNegotiation>true</AllowSloppyNegotiation>
            <Port>%d</Port>
          </GlobalConfig>
        </configuration>
        """
                .formatted(IQN, volume, Ports.JSCSI);
    }
}
