package dev.rbdgate.scsi.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.CopyFixture;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Sense;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TransferRunTest {

    /** Says what it is asked; answers when the test says so. */
    private static final class ScriptedUnit implements CopyUnit {
        final List<String> calls = new ArrayList<>();
        final List<ChunkEnd> ends = new ArrayList<>();
        final List<CompletableFuture<List<AllocationExtent>>> questions = new ArrayList<>();
        private final UnitCopies copies = new UnitCopies();

        @Override
        public long naa() {
            return CopyFixture.FIRST_NAA;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public int blockBytes() {
            return 512;
        }

        @Override
        public long capacityBlocks() {
            return 1 << 20;
        }

        @Override
        public UnitCopies copies() {
            return copies;
        }

        @Override
        public boolean descriptorSense() {
            return false;
        }

        @Override
        public void read(
                CopyJob job,
                long byteOffset,
                List<ByteBuffer> destination,
                int bytes,
                ChunkEnd end) {
            called("read", byteOffset, bytes, end);
        }

        @Override
        public void write(
                CopyJob job, long byteOffset, List<ByteBuffer> source, int bytes, ChunkEnd end) {
            called("write", byteOffset, bytes, end);
        }

        @Override
        public void zero(CopyJob job, long byteOffset, long byteCount, ChunkEnd end) {
            called("zero", byteOffset, byteCount, end);
        }

        private void called(String call, long byteOffset, long byteCount, ChunkEnd end) {
            calls.add("%s %d+%d".formatted(call, byteOffset, byteCount));
            ends.add(end);
        }

        @Override
        public CompletableFuture<List<AllocationExtent>> allocationStatus(
                long byteOffset, long byteCount) {
            calls.add("status %d+%d".formatted(byteOffset, byteCount));
            CompletableFuture<List<AllocationExtent>> question = new CompletableFuture<>();
            questions.add(question);
            return question;
        }

        void answer(long byteOffset, long byteCount, boolean allocated) {
            questions
                    .removeFirst()
                    .complete(List.of(new AllocationExtent(byteOffset, byteCount, allocated)));
        }
    }

    private static final int CHUNK = CopyLimits.CHUNK_BYTES;

    private final ScriptedUnit source = new ScriptedUnit();
    private final ScriptedUnit destination = new ScriptedUnit();
    private final CopyManager manager = new CopyManager();
    private final CopyJob job =
            manager.admit(
                    CopyFixture.NEXUS,
                    destination.copies(),
                    List.of(),
                    PooledByteBufAllocator.DEFAULT,
                    () -> false);
    private final List<String> ended = new ArrayList<>();

    /** What is under way gives its buffers back. */
    @AfterEach
    void endEverything() {
        job.abort();
        endChunks();
    }

    private void endChunks() {
        while (!source.ends.isEmpty() || !destination.ends.isEmpty()) {
            (source.ends.isEmpty() ? destination : source).ends.removeFirst().ended(null);
        }
    }

    private void start(long byteCount, @Nullable RodToken token) {
        start(new Transfer(source, 4096, destination, 0, byteCount, token));
    }

    private void start(Transfer transfer) {
        new TransferRun(
                        transfer,
                        job,
                        PooledByteBufAllocator.DEFAULT,
                        failure -> ended.add(failure == null ? "done" : sense(failure)))
                .start();
    }

    private static String sense(Refusal refusal) {
        Sense sense = Objects.requireNonNull(refusal.sense());
        return "%x/%04x".formatted(sense.key(), sense.asc());
    }

    private RodToken token() {
        return manager.tokens()
                .create(source, List.of(new ByteRange(4096, 1 << 20)), 60, "iqn.2026-11.test:t");
    }

    @Test
    void fourChunksAreUnderWayAtOnce() {
        start(10L * CHUNK, null);
        source.answer(4096, 10L * CHUNK, true);

        assertThat(source.calls).hasSize(1 + 4);
        source.ends.removeFirst().ended(null);
        assertThat(source.calls).hasSize(1 + 4);
        destination.ends.removeFirst().ended(null);
        assertThat(source.calls).hasSize(1 + 5);
        endChunks();
        assertThat(ended).containsExactly("done");
        assertThat(job.bytes()).isEqualTo(10L * CHUNK);
    }

    @Test
    void anAnswerThatEndsEarlyIsAskedForAgainFromThere() {
        start(3L * CHUNK, null);
        source.answer(4096, CHUNK, false);
        source.answer(4096 + CHUNK, 2L * CHUNK, false);

        assertThat(source.calls)
                .containsExactly(
                        "status 4096+" + 3 * CHUNK, "status " + (4096 + CHUNK) + "+" + 2 * CHUNK);
        assertThat(destination.calls)
                .containsExactly("zero 0+" + CHUNK, "zero " + CHUNK + "+" + 2 * CHUNK);
    }

    @Test
    void whatIsFoundUnallocatedAfterATokenWasRevokedIsNotTakenForZeros() {
        RodToken token = token();
        start(1 << 20, token);
        source.copies().changed(4096, 512);

        source.answer(4096, 1 << 20, false);

        assertThat(destination.calls).isEmpty();
        assertThat(ended).containsExactly("5/%04x".formatted(AdditionalSense.TOKEN_REVOKED));
    }

    @Test
    void whatIsReadAfterATokenWasRevokedIsNotWritten() {
        RodToken token = token();
        start(CHUNK, token);
        source.answer(4096, CHUNK, true);
        source.copies().changed(4096, 512);

        source.ends.removeFirst().ended(null);

        assertThat(destination.calls).isEmpty();
        assertThat(ended).containsExactly("5/%04x".formatted(AdditionalSense.TOKEN_REVOKED));
    }

    @Test
    void theFirstFailureIsToldWhenEverythingHasEnded() {
        start(10L * CHUNK, null);
        source.answer(4096, 10L * CHUNK, true);

        source.ends.removeFirst().ended(Refusal.notReady());
        source.ends.removeFirst().ended(Refusal.internal("later"));
        source.ends.removeFirst().ended(null);
        assertThat(ended).isEmpty();
        source.ends.removeFirst().ended(null);
        destination.ends.removeFirst().ended(null);
        assertThat(ended).isEmpty();
        destination.ends.removeFirst().ended(null);

        assertThat(ended).containsExactly("2/0401");
        assertThat(source.calls).hasSize(1 + 4);
    }

    @Test
    void anAllocationStatusThatFailsEndsTheTransfer() {
        start(CHUNK, null);

        source.questions.removeFirst().completeExceptionally(new IllegalStateException("lost"));

        assertThat(ended).containsExactly("4/4400");
        start(CHUNK, null);
        source.questions.removeFirst().completeExceptionally(Refusal.notReady());
        assertThat(ended).containsExactly("4/4400", "2/0401");
    }

    @Test
    void anAbortedTransferEndsWithItsChunksUnderWay() {
        start(10L * CHUNK, null);
        source.answer(4096, 10L * CHUNK, true);
        job.abort();

        endChunks();

        assertThat(ended).containsExactly("done");
        assertThat(source.calls).hasSize(1 + 4);
    }

    @Test
    void overlappingRangesAreCopiedOneChunkAtATimeFromTheSafeEnd() {
        start(new Transfer(source, 0, source, 512, 3L * CHUNK, null));
        source.answer(0, 3L * CHUNK, true);
        List<String> expected =
                List.of(
                        "status 0+" + 3 * CHUNK,
                        "read %d+%d".formatted(2 * CHUNK, CHUNK),
                        "write %d+%d".formatted(2 * CHUNK + 512, CHUNK),
                        "read %d+%d".formatted(CHUNK, CHUNK));

        source.ends.removeFirst().ended(null);
        source.ends.removeFirst().ended(null);

        assertThat(source.calls).isEqualTo(expected);
    }
}
