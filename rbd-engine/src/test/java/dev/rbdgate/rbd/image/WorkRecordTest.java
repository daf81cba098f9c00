package dev.rbdgate.rbd.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.encoding.Encoder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorkRecordTest {

    private static final Instant STARTED = Instant.parse("2026-11-23T10:00:00Z");
    private static final WorkRecord RUNNING =
            new WorkRecord(
                    7,
                    "image.copy",
                    "rbd/a to rbd/b",
                    "admin",
                    STARTED,
                    Map.of("image", "rbd/a"),
                    false,
                    Optional.empty());

    @Test
    void everyEndIsReadAsItWasWritten() {
        for (WorkRecord record :
                List.of(
                        RUNNING,
                        RUNNING.cancelling(),
                        RUNNING.ended(new WorkRecord.End.Succeeded()),
                        RUNNING.ended(new WorkRecord.End.Failed("no space")),
                        RUNNING.cancelling().ended(new WorkRecord.End.Cancelled()),
                        RUNNING.cancelling().ended(new WorkRecord.End.Succeeded()))) {
            assertThat(WorkRecord.decode(record.encode())).isEqualTo(record);
        }
    }

    @Test
    void whatTheFirstVersionWroteIsRead() {
        assertThat(WorkRecord.decode(firstVersion(false, false, ""))).isEqualTo(RUNNING);
        assertThat(WorkRecord.decode(firstVersion(true, false, "")))
                .isEqualTo(RUNNING.ended(new WorkRecord.End.Succeeded()));
        assertThat(WorkRecord.decode(firstVersion(true, true, "no space")))
                .isEqualTo(RUNNING.ended(new WorkRecord.End.Failed("no space")));
    }

    private static byte[] firstVersion(boolean over, boolean failed, String error) {
        return Encoder.bytes(e ->
                e.envelope(
                        1,
                        1,
                        fields -> {
                            fields.u64(7).string("image.copy").string("rbd/a to rbd/b");
                            fields.string("admin").time(STARTED);
                            fields.map(Map.of("image", "rbd/a"), Encoder::string);
                            fields.bool(over).bool(failed).string(error);
                        }));
    }

    /** The first version reads the same fields and skips what follows them. */
    @Test
    void theFirstVersionTakesWhatWasCancelledForFailed() {
        byte[] written = RUNNING.ended(new WorkRecord.End.Cancelled()).encode();
        byte[] first = firstVersion(true, true, "cancelled");
        assertThat(written[1]).isEqualTo((byte) 1);
        int head = 6;
        assertThat(Arrays.copyOfRange(written, head, first.length))
                .isEqualTo(Arrays.copyOfRange(first, head, first.length));
    }
}
