package dev.rbdgate.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MemoryLogicalUnitStateTest {

    private final MemoryLogicalUnitState state = new MemoryLogicalUnitState();

    @Test
    void aNewStateIsEmptyAtVersionZero() {
        assertThat(state.load().join().version()).isZero();
        assertThat(state.load().join().content()).isEmpty();
    }

    @Test
    void theExpectedVersionIsReplacedAndAnotherIsNot() {
        byte[] content = {1};
        assertThat(state.compareAndSet(0, content).join().version()).isEqualTo(1);
        content[0] = 9;

        var kept = state.compareAndSet(0, new byte[] {2}).join();

        assertThat(kept.version()).isEqualTo(1);
        assertThat(kept.content()).containsExactly(1);
        assertThat(state.compareAndSet(1, new byte[] {3}).join().content()).containsExactly(3);
    }

    @Test
    void aRecordThatIsTooLongIsRefused() {
        assertThat(state.compareAndSet(0, new byte[LogicalUnitState.MAX_BYTES + 1]))
                .isCompletedExceptionally();
    }
}
