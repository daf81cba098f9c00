package dev.rbdgate.rbd.rados;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.rados.Admission.Verdict;
import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.SnapContext;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Admission admission = new Admission(new Admission.Limits(2, 100, 2));

    @Test
    void operationsBeyondTheLimitWaitAndThenTheQueueIsFull() {
        assertThat(admission.enter(request(1))).isEqualTo(Verdict.PASS);
        assertThat(admission.enter(request(1))).isEqualTo(Verdict.PASS);
        assertThat(admission.enter(request(1))).isEqualTo(Verdict.QUEUED);
        assertThat(admission.enter(request(1))).isEqualTo(Verdict.QUEUED);
        assertThat(admission.enter(request(1))).isEqualTo(Verdict.QUEUE_FULL);
    }

    @Test
    void bytesBeyondTheLimitWaitButOneLargeCallAlonePasses() {
        Request large = request(1000);
        assertThat(admission.enter(large)).isEqualTo(Verdict.PASS);
        Request small = request(1);
        assertThat(admission.enter(small)).isEqualTo(Verdict.QUEUED);
        admission.leave(large);
        assertThat(admission.beginSending()).isTrue();
        assertThat(admission.next()).isSameAs(small);
        assertThat(admission.next()).isNull();
    }

    @Test
    void nobodyPassesTheQueueWhileItIsSent() {
        Request first = request(100);
        admission.enter(first);
        Request second = request(50);
        admission.enter(second);
        admission.leave(first);
        // There is room now, but the second has to be sent before.
        assertThat(admission.enter(request(1))).isEqualTo(Verdict.QUEUED);
        assertThat(admission.beginSending()).isTrue();
        assertThat(admission.beginSending()).isFalse();
        assertThat(admission.next()).isSameAs(second);
        assertThat(admission.enter(request(1))).isEqualTo(Verdict.QUEUED);
        assertThat(admission.next()).isNotNull();
        // Two are in flight: the last one waits, and the sending has ended.
        assertThat(admission.next()).isNull();
        admission.leave(second);
        assertThat(admission.beginSending()).isTrue();
    }

    @Test
    void anAbandonedQueueIsEmpty() {
        admission.enter(request(100));
        Request waiting = request(1);
        admission.enter(waiting);
        assertThat(admission.waiting()).isEqualTo(1);
        assertThat(admission.abandon()).isSameAs(waiting);
        assertThat(admission.waiting()).isZero();
        assertThat(admission.abandon()).isNull();
        assertThat(admission.beginSending()).isFalse();
    }

    private static Request request(long bytes) {
        IoContext.Key key = new IoContext.Key(1, "", SnapContext.EMPTY, SnapContext.HEAD);
        return new Request(new IoContext(key, Librados.NULL, () -> {})) {
            @Override
            CallKind kind() {
                return CallKind.READ;
            }

            @Override
            long payloadBytes() {
                return bytes;
            }

            @Override
            int send(Slot slot) {
                return 0;
            }

            @Override
            int collect(Slot slot, int result) {
                return result;
            }

            @Override
            void complete(int result) {}
        };
    }
}
