package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RefusalLogTest {

    @Test
    void tenLinesPerSecondAreWritten() {
        AtomicLong now = new AtomicLong(TimeUnit.SECONDS.toNanos(100));
        RefusalLog log = new RefusalLog(now::get);

        for (int line = 0; line < RefusalLog.MAX_LINES_PER_SECOND; line++) {
            assertThat(log.admit()).isTrue();
        }
        assertThat(log.admit()).isFalse();

        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(log.admit()).isTrue();
    }

    @Test
    void theCountOfASuppressedSecondDoesNotSpillOver() {
        RefusalLog log = new RefusalLog(() -> -5);

        for (int line = 0; line < 1000; line++) {
            log.admit();
        }

        assertThat(log.admit()).isFalse();
    }
}
