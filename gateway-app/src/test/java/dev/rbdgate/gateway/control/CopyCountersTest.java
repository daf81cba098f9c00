package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.copy.CopyState;
import org.junit.jupiter.api.Test;

final class CopyCountersTest {

    @Test
    void whatCopiesDoIsCounted() {
        CopyCounters copies = new CopyCounters();
        copies.started();
        copies.started();
        copies.copied(4096, false);
        copies.copied(1 << 20, true);
        copies.ended(CopyState.DONE);

        assertThat(copies.running()).isEqualTo(1);
        assertThat(copies.copiedBytes()).isEqualTo(4096);
        assertThat(copies.zeroedBytes()).isEqualTo(1 << 20);
    }
}
