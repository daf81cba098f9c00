package dev.rbdgate.gateway.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchSchedulingTest {

    @Test
    void aThreadPassesItOnToThoseItStarts() {
        CompletableFuture<Integer> before = new CompletableFuture<>();
        CompletableFuture<Integer> after = new CompletableFuture<>();
        // On a thread of its own, since it cannot be taken back from the one that runs tests.
        Thread.ofPlatform()
                .start(() -> {
                    before.complete(BatchScheduling.policy());
                    BatchScheduling.begin();
                    Thread.ofPlatform().start(() -> after.complete(BatchScheduling.policy()));
                });
        assertThat(before.join()).isEqualTo(BatchScheduling.SCHED_OTHER);
        assertThat(after.join()).isEqualTo(BatchScheduling.SCHED_BATCH);
    }
}
