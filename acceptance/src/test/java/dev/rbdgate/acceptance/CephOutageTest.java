package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The OSD is silent for longer than a Linux host waits for a command (30 s): the host aborts, and
 * sends its writes again. The session stays, nothing is lost, and no write that was given up lands
 * over a newer one.
 */
@Tag("ceph")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CephOutageTest {

    private static final String HOST = "iqn.2026-11.dev.rbdgate.test:outage";
    private static final Duration OUTAGE =
            Duration.ofSeconds(Integer.getInteger("outage.seconds", 90));

    /** An INQUIRY with its login, which needs no storage. */
    private static final Duration PROMPT = Duration.ofSeconds(5);

    private static final int WRITERS = 8;

    private CephLab lab;
    private LinuxHost host;

    @BeforeAll
    void start() {
        lab = new CephLab(CephCluster.Shape.oneOsd(OUTAGE.plusSeconds(30)));
        host = new LinuxHost(lab.network(), HOST, lab.directory());
    }

    @AfterAll
    void stop() throws IOException {
        host.close();
        lab.close();
    }

    @Test
    void aHostThatAbortsAndRetriesFindsEachBlockAsItLastWroteIt() throws Exception {
        lab.gateway().send("POST", "/images", "{\"name\":\"silent\",\"size\":\"128MiB\"}");
        String url = lab.map("silent", "rbd/silent");
        String naa =
                lab.gateway()
                        .get("/targets/" + Gateway.IQN_PREFIX + "silent/luns/0")
                        .get("naa")
                        .asString();
        host.login();
        String disk = host.disk(naa);
        host.write("/run/generate", script());
        host.run("perl /run/generate write %s %d".formatted(disk, WRITERS));
        host.run("perl /run/generate await 10");

        lab.cluster().freezeOsd();
        Instant thaw = Instant.now().plus(OUTAGE);
        while (Instant.now().plus(PROMPT).isBefore(thaw)) {
            assertThat(lab.network().run(PROMPT, "iscsi-inq", url).ok()).contains("RBDGATE");
            Thread.sleep(PROMPT);
        }
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), thaw).toMillis()));
        lab.cluster().thawOsd();

        host.run("perl /run/generate await 10");
        host.run("perl /run/generate compare " + disk);
        assertThat(host.run("dmesg"))
                .doesNotContain("ping timeout", "detected conn error", "I/O error");
        assertThat(host.run("cat /sys/class/scsi_device/*/device/iotmo_cnt"))
                .as("commands that the host has given up")
                .isNotEqualTo("0x0\n");
        lab.cluster().rbd("object-map", "check", "--no-progress", "rbd/silent");
        assertThat(lab.cluster().rbd("info", "rbd/silent")).doesNotContain("object map invalid");
    }

    private static String script() throws IOException {
        try (InputStream script = CephOutageTest.class.getResourceAsStream("/guest/generations")) {
            return new String(
                    Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
