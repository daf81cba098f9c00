package dev.rbdgate.rbd.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext.Acknowledgement;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import dev.rbdgate.rbd.store.ObjectContext.Watcher;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OwnerAnswerTest {

    private static NotifyResult replies(byte[]... payloads) {
        return new NotifyResult(
                Stream.of(payloads)
                        .map(payload -> new Acknowledgement(new Watcher(1, 2), payload))
                        .toList(),
                List.of());
    }

    @Test
    void anAnswerIsTenBytes() {
        assertThat(OwnerAnswer.encode(0))
                .isEqualTo(HexFormat.of().parseHex("01010400000000000000"));
        assertThat(OwnerAnswer.of(replies(new byte[0], OwnerAnswer.encode(-Errno.EROFS))))
                .isEqualTo(new OwnerAnswer.Result(-Errno.EROFS));
    }

    @Test
    void acknowledgementsWithoutContentAreNotTheOwners() {
        assertThat(OwnerAnswer.of(replies())).isEqualTo(new OwnerAnswer.Silence());
        assertThat(OwnerAnswer.of(replies(new byte[0], new byte[0])))
                .isEqualTo(new OwnerAnswer.Silence());
    }

    @Test
    void twoOwnersAndNonsenseAreErrors() {
        byte[] granted = OwnerAnswer.encode(0);
        assertThat(OwnerAnswer.of(replies(granted, granted)))
                .isEqualTo(new OwnerAnswer.Result(-Errno.EIO));
        assertThat(OwnerAnswer.of(replies(new byte[] {1, 1, 9})))
                .isEqualTo(new OwnerAnswer.Result(-Errno.EIO));
    }
}
