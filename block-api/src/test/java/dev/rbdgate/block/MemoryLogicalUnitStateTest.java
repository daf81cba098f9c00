package dev.rbdgate.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.LogicalUnitState.Versioned;
import org.junit.jupiter.api.Test;

class MemoryLogicalUnitStateTest {

    private final LogicalUnitState state = new MemoryLogicalUnitState();

    private void assertStored(long version, byte... content) {
        Versioned stored = state.load().join();
        assertThat(stored.version()).isEqualTo(version);
        assertThat(stored.content()).isEqualTo(content);
    }

    @Test
    void startsWithVersionZeroAndNothing() {
        assertStored(0);
    }

    @Test
    void theExpectedVersionIsReplacedByTheNext() {
        Versioned stored = state.compareAndSet(0, new byte[] {1, 2}).join();

        assertThat(stored.version()).isEqualTo(1);
        assertThat(stored.content()).containsExactly(1, 2);
        assertStored(1, (byte) 1, (byte) 2);
    }

    @Test
    void anotherVersionGetsWhatIsStored() {
        state.compareAndSet(0, new byte[] {1}).join();

        Versioned stored = state.compareAndSet(0, new byte[] {2}).join();

        assertThat(stored.version()).isEqualTo(1);
        assertThat(stored.content()).containsExactly(1);
        assertStored(1, (byte) 1);
    }

    @Test
    void whatTheCallerChangesLaterIsNotStored() {
        byte[] content = {1};
        state.compareAndSet(0, content).join();
        content[0] = 9;

        assertStored(1, (byte) 1);
    }

    @Test
    void theLongestRecordFitsAndALongerOneIsRefused() {
        assertThat(state.compareAndSet(0, new byte[LogicalUnitState.MAX_BYTES + 1]))
                .isCompletedExceptionally();
        assertStored(0);
        assertThat(state.compareAndSet(0, new byte[LogicalUnitState.MAX_BYTES]).join().version())
                .isEqualTo(1);
    }
}
