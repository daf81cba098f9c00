package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.MappingStore;
import dev.rbdgate.config.SecretKeys;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.gateway.RunningGateway;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class LongListTest {

    private static final int LUNS = 4096;
    private static final String IQN = "iqn.2026-11.dev.rbdgate:demo";

    /** The goal for all pages together. */
    private static final Duration GOAL = Duration.ofMillis(200);

    /** Machines that run other tests meanwhile are this much slower; a quiet one meets the goal. */
    private static final int LOADED = 5;

    private static final int WARM_UP = 10;
    private static final int ROUNDS = 5;

    @TempDir Path directory;

    @Test
    void fourThousandLunsAreListedInAFifthOfASecond() throws Exception {
        Path data = directory.resolve("data");
        try (RunningGateway gateway = RunningGateway.start(data, "--volume", "demo=16MiB")) {
            assertThat(gateway.get("/targets/" + IQN).status()).isEqualTo(200);
        }
        mapOften(data);
        try (RunningGateway gateway = RunningGateway.start(data)) {
            Duration best = Duration.ofDays(1);
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                long begin = System.nanoTime();
                assertThat(list(gateway)).hasSize(LUNS);
                Duration taken = Duration.ofNanos(System.nanoTime() - begin);
                if (round >= WARM_UP && taken.compareTo(best) < 0) {
                    best = taken;
                }
            }
            System.out.println(LUNS + " LUNs listed in " + best.toMillis() + " ms");
            assertThat(best).isLessThan(GOAL.multipliedBy(LOADED));
        }
    }

    /** One image under every number, written where REST would take minutes to write it. */
    private static void mapOften(Path data) {
        MappingStore store =
                MappingStore.open(
                        data,
                        SecretKeys.open(
                                data.resolve("secret.key"), Optional.empty(), new SecureRandom()));
        TargetMapping target = store.read().target(IQN).orElseThrow();
        LunMapping first = Objects.requireNonNull(target.luns().get(0));
        store.change(
                new AuditEntry(Instant.now(), "test", "lun.create", IQN, ""),
                writer -> {
                    for (int lun = 1; lun < LUNS; lun++) {
                        writer.addLun(
                                IQN,
                                new LunMapping(
                                        lun,
                                        first.image(),
                                        first.naa(),
                                        first.serial(),
                                        false,
                                        first.blockBytes(),
                                        first.writeCache(),
                                        first.removable(),
                                        first.thinProvisioned()));
                    }
                });
        store.close();
    }

    private static Set<Integer> list(RunningGateway gateway) {
        Set<Integer> luns = new HashSet<>();
        String next = "";
        while (!next.equals("end")) {
            JsonNode page = gateway.get("/targets/" + IQN + "/luns?limit=1000" + next).json();
            page.get("items").forEach(it -> luns.add(it.get("lun").asInt()));
            next = page.get("next").isNull() ? "end" : "&after=" + page.get("next").asString();
        }
        return luns;
    }
}
