package dev.rbdgate.rbd.rados;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.Latency;
import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.CallTimes;
import dev.rbdgate.rbd.store.Errno;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CallMeterTest {

    private final CallMeter meter = new CallMeter();

    private CallTimes times(CallKind kind) {
        return meter.read().stream().filter(it -> it.kind() == kind).findFirst().orElseThrow();
    }

    private static long sum(CallTimes times) {
        return times.buckets().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void aCallIsCountedByKindInTheBucketOfItsTime() {
        long nanos = TimeUnit.MILLISECONDS.toNanos(3);
        meter.ended(CallKind.WRITE, nanos, 0);
        meter.ended(CallKind.WRITE, 10, 4096);

        CallTimes writes = times(CallKind.WRITE);
        assertThat(writes.buckets().get(Latency.bucket(nanos))).isEqualTo(1);
        assertThat(writes.buckets().getFirst()).isEqualTo(1);
        assertThat(writes.nanos()).isEqualTo(nanos + 10);
        assertThat(writes.errors()).isEmpty();
        assertThat(sum(times(CallKind.READ))).isZero();
    }

    @Test
    void aFailedCallHasATimeAndAnErrorAndARefusedOneNoTime() {
        meter.ended(CallKind.READ, 10, -Errno.ENOENT);
        meter.refused(CallKind.READ, -Errno.EAGAIN);
        meter.refused(CallKind.READ, -Errno.EAGAIN);

        CallTimes reads = times(CallKind.READ);
        assertThat(reads.errors()).containsOnlyKeys("ENOENT", "EAGAIN").containsEntry("EAGAIN", 2L);
        assertThat(sum(reads)).isEqualTo(1);
    }

    /** Whatever a class method or a compare extent answers: there are no more names than that. */
    @Test
    void namesOfErrorsAreBounded() {
        for (int errno = 1; errno <= Errno.MAX; errno++) {
            meter.refused(CallKind.WRITE, -errno);
        }
        meter.refused(CallKind.WRITE, -(Errno.MAX + 1));
        meter.refused(CallKind.WRITE, -(Errno.MAX + 4096));

        assertThat(times(CallKind.WRITE).errors())
                .hasSize(ErrorNames.COUNT)
                .containsEntry("ENOSPC", 1L)
                .containsEntry("miscompare", 2L)
                .containsKey("other");
    }

    @Test
    void everyKindIsRead() {
        List<CallKind> kinds = meter.read().stream().map(CallTimes::kind).toList();
        assertThat(kinds).containsExactly(CallKind.values());
    }
}
