package dev.rbdgate.rbd.rados;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import dev.rbdgate.rbd.store.ObjectContext.Watcher;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NotifyReplyTest {

    /** Read from a Ceph 16.2.15 cluster: the owner granted its lock, another watcher was silent. */
    private static final byte[] GRANTED =
            bytes(
                    "02000000 5811000000000000 c0110078837f0000 0a000000 01010400000000000000"
                            + " 5c11000000000000 50da382f00000000 00000000 00000000");

    @Test
    void takesAnswersApart() {
        NotifyResult result = NotifyReply.decode(GRANTED);
        assertThat(result.acknowledgements()).hasSize(2);
        assertThat(result.acknowledgements().getFirst().watcher())
                .isEqualTo(new Watcher(0x1158, 0x7f83780011c0L));
        assertThat(result.acknowledgements().getFirst().payload())
                .isEqualTo(bytes("01010400000000000000"));
        assertThat(result.acknowledgements().getLast().payload()).isEmpty();
        assertThat(result.timeouts()).isEmpty();
    }

    @Test
    void namesWhoDidNotAnswer() {
        NotifyResult result =
                NotifyReply.decode(bytes("00000000 01000000 5e11000000000000 60120090c57f0000"));
        assertThat(result.acknowledgements()).isEmpty();
        assertThat(result.timeouts()).containsExactly(new Watcher(0x115e, 0x7fc590001260L));
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < GRANTED.length; length++) {
            byte[] cut = Arrays.copyOf(GRANTED, length);
            assertThatThrownBy(() -> NotifyReply.decode(cut))
                    .isInstanceOf(BufferUnderflowException.class);
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
