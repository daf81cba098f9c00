package dev.rbdgate.rbd.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who gets access to an object when. */
class AccessQueueTest {

    private final AccessQueue queue = new AccessQueue();

    private static final class Call extends ObjectCall {
        Call(boolean exclusive) {
            super(exclusive);
        }

        @Override
        void run() {}

        @Override
        void finish() {}
    }

    @Test
    void readersEnterTogetherAndAWriterAlone() {
        assertThat(queue.tryEnter(false)).isEqualTo(AccessQueue.Entry.ENTERED);
        assertThat(queue.tryEnter(false)).isEqualTo(AccessQueue.Entry.ENTERED);
        assertThat(queue.tryEnter(true)).isEqualTo(AccessQueue.Entry.WAITING);
        assertThat(queue.leave(false)).isEmpty();
        assertThat(queue.leave(false)).isEmpty();
        assertThat(queue.tryEnter(true)).isEqualTo(AccessQueue.Entry.ENTERED);
        assertThat(queue.tryEnter(false)).isEqualTo(AccessQueue.Entry.WAITING);
    }

    @Test
    void nobodyOvertakesWhoWaits() {
        Call writer = new Call(true);
        Call reader = new Call(false);
        Call secondReader = new Call(false);
        Call secondWriter = new Call(true);
        assertThat(queue.tryEnter(false)).isEqualTo(AccessQueue.Entry.ENTERED);
        assertThat(queue.enter(writer)).isEqualTo(AccessQueue.Entry.WAITING);
        assertThat(queue.tryEnter(false)).isEqualTo(AccessQueue.Entry.WAITING);
        assertThat(queue.enter(reader)).isEqualTo(AccessQueue.Entry.WAITING);
        assertThat(queue.enter(secondReader)).isEqualTo(AccessQueue.Entry.WAITING);
        assertThat(queue.enter(secondWriter)).isEqualTo(AccessQueue.Entry.WAITING);
        assertThat(queue.leave(false)).containsExactly(writer);
        assertThat(queue.leave(true)).containsExactly(reader, secondReader);
        assertThat(queue.leave(false)).isEmpty();
        assertThat(queue.leave(false)).containsExactly(secondWriter);
        assertThat(queue.leave(true)).isEmpty();
    }

    @Test
    void retiresOnlyWhenNobodyIsInAndLetsNobodyInThen() {
        assertThat(queue.tryEnter(true)).isEqualTo(AccessQueue.Entry.ENTERED);
        assertThat(queue.retire(() -> true)).isFalse();
        assertThat(queue.leave(true)).isEmpty();
        assertThat(queue.retire(() -> true)).isTrue();
        assertThat(queue.tryEnter(false)).isEqualTo(AccessQueue.Entry.RETIRED);
        assertThat(queue.enter(new Call(true))).isEqualTo(AccessQueue.Entry.RETIRED);
    }

    @Test
    void staysOpenAsLongAsItMayNotGo() {
        assertThat(queue.retire(() -> false)).isFalse();
        assertThat(queue.tryEnter(false)).isEqualTo(AccessQueue.Entry.ENTERED);
    }
}
