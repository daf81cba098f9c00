package dev.rbdgate.rbd.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    private final class Change extends RequestGate.Hold {
        private final String name;

        Change(String name, long from, long to) {
            super(from, to, false);
            this.name = name;
            gate.enter(this);
        }

        @Override
        boolean changes() {
            return true;
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
    void changesThatAreHeldBackWaitApartAndReadsAndMaintenancePass() {
        List<String> told = new ArrayList<>();
        gate.onHeld(() -> told.add("held"));
        Change running = new Change("running", 0, 10);
        CompletableFuture<Void> ended = gate.holdChanges();
        assertThat(ended).isNotDone();
        Change held = new Change("held", 0, 10);
        Named read = new Named("read", 0, 10, false);
        assertThat(ran).containsExactly("running", "read");
        assertThat(told).containsExactly("held");
        // An aborted write that the store has not answered is in the way all the same.
        gate.leave(read);
        assertThat(ended).isNotDone();
        gate.leave(running);
        assertThat(ended).isCompleted();
        Named everything =
                new Named(
                        "everything", RequestGate.EVERYTHING_FROM, RequestGate.EVERYTHING_TO, true);
        gate.allowChanges();
        assertThat(ran).containsExactly("running", "read", "everything");
        gate.leave(everything);
        assertThat(ran).containsExactly("running", "read", "everything", "held");
        gate.leave(held);
    }

    @Test
    void changesThatWaitedForTheirRangeAreHeldBackTooInOrder() {
        Named exclusive = new Named("exclusive", 0, 10, true);
        Change first = new Change("first", 0, 10);
        CompletableFuture<Void> ended = gate.holdChanges();
        assertThat(ended).isCompleted();
        Change second = new Change("second", 0, 10);
        gate.leave(exclusive);
        assertThat(ran).containsExactly("exclusive");
        assertThat(gate.holdsChanges()).isTrue();
        gate.allowChanges();
        assertThat(ran).containsExactly("exclusive", "first", "second");
        gate.leave(first);
        gate.leave(second);
    }

    @Test
    void moreHeldChangesThanMayWaitAreBusyAndHeldOnesCanBeRefused() {
        var _ = gate.holdChanges();
        List<Change> held = new ArrayList<>();
        for (int i = 0; i < RequestGate.MAX_WAITING; i++) {
            held.add(new Change("c", i, i + 1));
        }
        assertThat(ran).isEmpty();
        held.add(new Change("x", 0, 1));
        assertThat(ran).containsExactly("x BUSY");
        gate.refuseHeld(BlockError.WRITE_PROTECTED, "");
        assertThat(ran).hasSize(held.size()).endsWith("c WRITE_PROTECTED");
        gate.allowChanges();
        held.add(new Change("later", 0, 1));
        assertThat(ran).endsWith("later");
    }

    @Test
    void aShutGateRefusesCallsAndLetsMaintenancePass() {
        Change running = new Change("running", 0, 10);
        Named waiting = new Named("waiting", 0, 10, true);
        gate.shut(BlockError.FENCED, "");
        assertThat(ran).containsExactly("running", "waiting FENCED");
        RequestGate.Hold maintenance =
                new RequestGate.Hold(RequestGate.EVERYTHING_FROM, RequestGate.EVERYTHING_TO, true) {
                    @Override
                    boolean maintenance() {
                        return true;
                    }

                    @Override
                    void run() {
                        ran.add("maintenance");
                    }

                    @Override
                    void refuse(BlockError error, String detail) {
                        ran.add("refused");
                    }
                };
        gate.enter(maintenance);
        gate.leave(running);
        assertThat(ran).endsWith("maintenance");
        Named late = new Named("late", 0, 1, false);
        assertThat(ran).endsWith("late FENCED");
        assertThat(late).isNotSameAs(waiting);
        gate.leave(maintenance);
    }

    @Test
    void aCallWhoseMakerHasGivenUpKeepsOverlappingOnesWaitingUntilTheStoreAnswers() {
        Change aborted = new Change("aborted", 0, 10);
        Named exclusive = new Named("exclusive", 5, 6, true);
        Change behind = new Change("behind", 5, 6);
        Change elsewhere = new Change("elsewhere", 10, 20);
        assertThat(ran).containsExactly("aborted", "elsewhere");
        gate.leave(aborted);
        assertThat(ran).containsExactly("aborted", "elsewhere", "exclusive");
        gate.leave(exclusive);
        assertThat(ran).endsWith("behind");
        gate.leave(behind);
        gate.leave(elsewhere);
    }
}
