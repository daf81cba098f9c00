package dev.rbdgate.gateway.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BatchSchedulingTest {

    private static final int SCHED_IDLE = 5;

    /** On a thread of its own: the one that runs tests keeps its policy. */
    private static <T> T onThread(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        result.complete(work.get());
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                });
        return result.join();
    }

    private static int afterBegin(int policy) {
        return onThread(() -> {
            assertThat(BatchScheduling.set(policy)).isTrue();
            assertThat(BatchScheduling.policy()).isEqualTo(policy);
            BatchScheduling.begin();
            return onThread(BatchScheduling::policy);
        });
    }

    @Test
    void aThreadPassesItOnToThoseItStarts() {
        assertThat(afterBegin(BatchScheduling.SCHED_OTHER)).isEqualTo(BatchScheduling.SCHED_BATCH);
    }

    @Test
    void aPolicyThatSomebodyChoseStays() {
        assertThat(afterBegin(SCHED_IDLE)).isEqualTo(SCHED_IDLE);
    }
}
