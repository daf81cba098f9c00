package dev.rbdgate.rbd.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class RequestGateTest {

    private final RequestGate gate = new RequestGate();
    private final List<String> ran = new ArrayList<>();

    private final class Named extends RequestGate.Hold {
        private final String name;

        Named(String name, long from, long to, boolean exclusive) {
            super(from, to, exclusive);
            this.name = name;
            gate.enter(this);
        }

        @Override
        void run() {
            ran.add(name);
        }

        @Override
        void refuse(BlockError error, String detail) {
            ran.add(name + " " + error);
        }
    }

    @Test
    void sharedHoldsOverlap() {
        Named unused = new Named("a", 0, 10, false);
        Named alsoUnused = new Named("b", 5, 15, false);
        assertThat(ran).containsExactly("a", "b");
        gate.leave(unused);
        gate.leave(alsoUnused);
    }

    @Test
    void anExclusiveHoldWaitsForThoseItOverlapsAndLaterOnesForIt() {
        Named first = new Named("first", 0, 10, false);
        Named exclusive = new Named("exclusive", 5, 15, true);
        Named later = new Named("later", 14, 20, false);
        Named elsewhere = new Named("elsewhere", 15, 20, false);
        assertThat(ran).containsExactly("first", "elsewhere");
        gate.leave(first);
        assertThat(ran).containsExactly("first", "elsewhere", "exclusive");
        gate.leave(exclusive);
        assertThat(ran).endsWith("later");
        gate.leave(later);
        gate.leave(elsewhere);
    }

    @Test
    void everythingWaitsForAllAndForCallsWithoutARange() {
        Named flush = new Named("flush", RequestGate.NOWHERE_FROM, RequestGate.NOWHERE_TO, false);
        Named everything =
                new Named(
                        "everything", RequestGate.EVERYTHING_FROM, RequestGate.EVERYTHING_TO, true);
        Named read = new Named("read", 0, 1, false);
        assertThat(ran).containsExactly("flush");
        gate.leave(flush);
        assertThat(ran).containsExactly("flush", "everything");
        gate.close();
        assertThat(ran).containsExactly("flush", "everything", "read NOT_READY");
        gate.leave(everything);
        Named late = new Named("late", 0, 1, false);
        assertThat(ran).endsWith("late NOT_READY");
        assertThat(late).isNotSameAs(read);
    }

    @Test
    void moreThanMayRunWaitInOrderAndMoreThanMayWaitAreBusy() {
        List<Named> running = new ArrayList<>();
        for (int i = 0; i < RequestGate.MAX_RUNNING; i++) {
            running.add(new Named("r" + i, i, i + 1, false));
        }
        List<Named> waiting = new ArrayList<>();
        for (int i = 0; i < RequestGate.MAX_WAITING; i++) {
            waiting.add(new Named("w" + i, 0, 1, false));
        }
        assertThat(ran).hasSize(RequestGate.MAX_RUNNING);
        Named tooMany = new Named("x", 0, 1, false);
        assertThat(ran).endsWith("x BUSY");
        gate.leave(running.getFirst());
        assertThat(ran).endsWith("w0");
        gate.leave(running.getLast());
        assertThat(ran).endsWith("w1");
        assertThat(waiting).doesNotContain(tooMany);
    }

    @Test
    @Timeout(60)
    void aLongQueueOfCallsThatEndAtOnceDoesNotOverflowTheStack() {
        final class AtOnce extends RequestGate.Hold {
            AtOnce() {
                super(0, 1, true);
            }

            @Override
            void run() {
                ran.add("");
                gate.leave(this);
            }

            @Override
            void refuse(BlockError error, String detail) {}
        }
        Named first = new Named("first", 0, 1, true);
        for (int i = 0; i < RequestGate.MAX_WAITING; i++) {
            gate.enter(new AtOnce());
        }
        gate.leave(first);
        assertThat(ran).hasSize(RequestGate.MAX_WAITING + 1);
    }
}
