package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A gateway is frozen with writes on their way; another one takes its image over and overwrites the
 * same blocks. When the first goes on, none of its writes may land.
 */
@Tag("ceph")
@Execution(ExecutionMode.SAME_THREAD) // they share one cluster
@ExtendWith(CephLab.Extension.class)
final class CephTakeoverTest {

    private static final int SECOND_ISCSI = 3261;
    private static final int SECOND_HTTP = 8081;

    /** How long the initiator writes; the gateway is frozen well before. */
    private static final String INITIATOR_SECONDS = "15";

    /** Exit status of timeout(1) that has killed. */
    private static final int KILLED = 137;

    @RepeatedTest(2)
    void nothingOfTheFrozenGatewayLandsAfterTheTakeover(RepetitionInfo repetition, CephLab lab)
            throws Exception {
        String image = "taken-" + repetition.getCurrentRepetition();
        try (Gateway first = lab.gateway("first-" + image).on(SECOND_ISCSI, SECOND_HTTP).start();
                Gateway second =
                        lab.gateway("second-" + image)
                                .on(SECOND_ISCSI + 1, SECOND_HTTP + 1)
                                .start()) {
            first.send("POST", "/images", "{\"name\":\"%s\",\"size\":\"128MiB\"}".formatted(image));
            String firstUrl = CephLab.map(first, image, "rbd/" + image);
            // The initiator dies with the gateway frozen, else it would send its writes again.
            CompletableFuture<Command.Result> stale =
                    CompletableFuture.supplyAsync(
                            () ->
                                    lab.network()
                                            .run(
                                                    CephLab.SLOW,
                                                    "timeout",
                                                    "-s",
                                                    "KILL",
                                                    INITIATOR_SECONDS,
                                                    "qemu-img",
                                                    "bench",
                                                    "-w",
                                                    "-c",
                                                    "1000000000",
                                                    "-d",
                                                    "64",
                                                    "-s",
                                                    "4096",
                                                    "--pattern",
                                                    "90",
                                                    "-f",
                                                    "raw",
                                                    "-t",
                                                    "none",
                                                    firstUrl),
                            task -> Thread.ofPlatform().start(task));
            awaitWrites(lab, image);
            first.freeze();
            assertThat(stale.join().status()).isEqualTo(KILLED);

            String secondUrl = CephLab.map(second, image, "rbd/" + image);
            lab.write(lab.source(), secondUrl);
            first.thaw();
            first.awaitLog("shut this gateway out of the store");
            lab.expectEqual(lab.source(), lab.read(secondUrl, image));
        }
    }

    private static void awaitWrites(CephLab lab, String image) {
        for (int attempt = 0; attempt < 600; attempt++) {
            if (lab.cluster().rbd("du", "rbd/" + image).contains("MiB")
                    && !lab.cluster().rbd("du", "rbd/" + image).contains(" 0 B")) {
                return;
            }
        }
        throw new AssertionError("the first gateway writes nothing");
    }
}
