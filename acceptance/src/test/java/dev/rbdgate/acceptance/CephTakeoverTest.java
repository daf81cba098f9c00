package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A gateway is frozen, or cut off from the cluster, with writes on their way; another one takes its
 * image over and overwrites the same blocks. When the first goes on, none of its writes may land.
 *
 * <p>{@code -Dtakeover.rounds=100} makes the long run of it.
 */
@Tag("ceph")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CephTakeoverTest {

    private static final int ROUNDS = Integer.getInteger("takeover.rounds", 5);

    /** No OSD is frozen here. */
    private static final Duration READ_LEASE = Duration.ofSeconds(40);

    /** How often the cluster is asked whether the initiator's writes have begun. */
    private static final int ATTEMPTS = 100;

    private CephLab lab;
    private Network.Machine machine;
    private Gateway first;
    private Gateway second;

    @BeforeAll
    void start() {
        lab = new CephLab(CephCluster.Shape.oneOsd(READ_LEASE));
        second = lab.gateway();
        machine = lab.network().new Machine();
        first = lab.gateway(machine.inside(), "first").start();
    }

    @AfterAll
    void stop() throws IOException {
        first.close();
        machine.close();
        lab.close();
    }

    static IntStream rounds() {
        return IntStream.rangeClosed(1, ROUNDS);
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void nothingOfASilentGatewayLandsAfterTheTakeover(int round) {
        boolean frozen = round % 2 == 1;
        String image = "taken-" + round;
        first.send("POST", "/images", "{\"name\":\"%s\",\"size\":\"128MiB\"}".formatted(image));
        Process initiator = writeWithoutEnd(CephLab.map(first, image, "rbd/" + image));
        try {
            awaitWrites(image);
            if (frozen) {
                first.freeze();
            } else {
                machine.cut();
            }
            assertThat(initiator.isAlive()).isTrue();
        } finally {
            // It dies with its gateway silent, else it would send its writes again.
            initiator.destroyForcibly();
        }

        String url = CephLab.map(second, image, "rbd/" + image);
        lab.write(lab.source(), url);
        if (frozen) {
            first.thaw();
        } else {
            machine.mend();
        }
        first.awaitLog("rbd/" + image + ": another client has taken the image over");
        lab.expectEqual(lab.source(), lab.read(url, "taken"));

        CephLab.unmap(first, image);
        CephLab.unmap(second, image);
        lab.cluster().rbd("rm", "--no-progress", "rbd/" + image);
    }

    private Process writeWithoutEnd(String url) {
        List<String> bench =
                List.of(
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
                        url);
        try {
            return new ProcessBuilder(machine.inside().inside(bench))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitWrites(String image) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!lab.cluster().rbd("du", "rbd/" + image).contains(" 0 B")) {
                return;
            }
        }
        throw new AssertionError("the first gateway writes nothing");
    }
}
