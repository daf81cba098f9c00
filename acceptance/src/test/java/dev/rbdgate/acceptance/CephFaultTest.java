package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The cluster fails under I/O: it stalls, goes on, and nothing is lost. */
@Tag("ceph")
@Execution(ExecutionMode.SAME_THREAD) // they share one cluster
@ExtendWith(CephLab.Extension.class)
final class CephFaultTest {

    private static final Duration OUTAGE = Duration.ofSeconds(20);

    /** An INQUIRY with its login, which needs no storage. */
    private static final Duration PROMPT = Duration.ofSeconds(5);

    @Test
    void ioStallsWhileAnOsdIsSilentAndGoesOnAfterwards(CephLab lab) throws Exception {
        lab.gateway().send("POST", "/images", "{\"name\":\"stalled\",\"size\":\"128MiB\"}");
        String url = lab.map("stalled", "rbd/stalled");
        lab.cluster().freezeOsd();
        CompletableFuture<Void> written = write(lab, url);
        Instant begin = Instant.now();
        assertThat(lab.network().run(PROMPT, "iscsi-inq", url).ok()).contains("RBDGATE");
        Thread.sleep(OUTAGE.minus(Duration.between(begin, Instant.now())));
        assertThat(written).isNotDone();
        lab.cluster().thawOsd();
        written.join();
        lab.expectEqual(lab.source(), lab.read(url, "stalled"));
    }

    @Test
    void anOsdThatIsKilledAndRestartedLosesNothing(CephLab lab) {
        lab.gateway().send("POST", "/images", "{\"name\":\"killed\",\"size\":\"128MiB\"}");
        String url = lab.map("killed", "rbd/killed");
        CompletableFuture<Void> written = write(lab, url);
        lab.cluster().killOsd();
        lab.cluster().startOsd();
        written.join();
        lab.expectEqual(lab.source(), lab.read(url, "killed"));
    }

    @Test
    void aMonitorThatIsRestartedIsNotNoticed(CephLab lab) {
        lab.gateway().send("POST", "/images", "{\"name\":\"monitored\",\"size\":\"128MiB\"}");
        String url = lab.map("monitored", "rbd/monitored");
        lab.cluster().killMonitor();
        lab.write(lab.source(), url);
        lab.cluster().startMonitor();
        lab.expectEqual(lab.source(), lab.read(url, "monitored"));
    }

    private static CompletableFuture<Void> write(CephLab lab, String url) {
        return CompletableFuture.runAsync(
                () -> lab.write(lab.source(), url), task -> Thread.ofPlatform().start(task));
    }
}
