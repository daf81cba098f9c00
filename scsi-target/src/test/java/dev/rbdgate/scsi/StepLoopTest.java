package dev.rbdgate.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StepLoopTest {

    @Test
    void aMillionStepsThatContinueAtOnceDoNotGrowTheStack() {
        AtomicInteger steps = new AtomicInteger();

        new StepLoop(
                        loop -> {
                            if (steps.incrementAndGet() < 1_000_000) {
                                loop.next();
                            }
                        })
                .next();

        assertThat(steps).hasValue(1_000_000);
    }
}
