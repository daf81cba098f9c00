package dev.rbdgate.scsi.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.MemoryLogicalUnitState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class UnitRecordStoreTest {

    private static final byte[] NOTHING = {};
    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};

    private final MemoryLogicalUnitState state = new MemoryLogicalUnitState();
    private final UnitRecordStore store = opened();

    private UnitRecordStore opened() {
        UnitRecordStore opened = new UnitRecordStore(state);
        opened.load().join();
        return opened;
    }

    @Test
    void replacesASectionThatIsAsExpected() {
        assertThat(swap(store, UnitSection.RESERVATIONS, NOTHING, ONE)).isEqualTo(ONE);
        assertThat(swap(store, UnitSection.RESERVATIONS, ONE, TWO)).isEqualTo(TWO);
        assertThat(stored(UnitSection.RESERVATIONS)).isEqualTo(TWO);
    }

    @Test
    void leavesASectionThatIsNot() {
        swap(store, UnitSection.RESERVATIONS, NOTHING, ONE);

        assertThat(swap(store, UnitSection.RESERVATIONS, NOTHING, TWO)).isEqualTo(ONE);
        assertThat(stored(UnitSection.RESERVATIONS)).isEqualTo(ONE);
    }

    @Test
    void doesNotMindAnotherSectionsChange() {
        UnitRecordStore other = opened();
        swap(other, UnitSection.MODE_PAGES, NOTHING, ONE);

        assertThat(swap(store, UnitSection.RESERVATIONS, NOTHING, TWO)).isEqualTo(TWO);
        assertThat(stored(UnitSection.MODE_PAGES)).isEqualTo(ONE);
        assertThat(stored(UnitSection.RESERVATIONS)).isEqualTo(TWO);
    }

    @Test
    void learnsOfSomebodyElsesChangeOfTheSection() {
        UnitRecordStore other = opened();
        swap(other, UnitSection.RESERVATIONS, NOTHING, ONE);

        assertThat(swap(store, UnitSection.RESERVATIONS, NOTHING, TWO)).isEqualTo(ONE);
    }

    @Test
    void reportsADamagedRecordAndReplacesItWhole() {
        state.compareAndSet(0, new byte[] {'x'}).join();
        UnitRecordStore damaged = new UnitRecordStore(state);

        assertThatThrownBy(() -> damaged.load().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DamagedRecordException.class);
        assertThat(swap(damaged, UnitSection.RESERVATIONS, NOTHING, ONE)).isEqualTo(ONE);
        assertThat(stored(UnitSection.RESERVATIONS)).isEqualTo(ONE);
    }

    @Test
    void failsAsTheStorageFails() {
        LogicalUnitState broken =
                new LogicalUnitState() {
                    @Override
                    public CompletableFuture<Versioned> load() {
                        return CompletableFuture.failedFuture(new IllegalStateException("gone"));
                    }

                    @Override
                    public CompletableFuture<Versioned> compareAndSet(long version, byte[] bytes) {
                        return load();
                    }
                };
        UnitRecordStore failing = new UnitRecordStore(broken);

        assertThatThrownBy(() -> failing.load().join())
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> swap(failing, UnitSection.MODE_PAGES, NOTHING, ONE))
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void givesUpOnARecordThatKeepsChanging() {
        LogicalUnitState restless =
                new LogicalUnitState() {
                    private long version = 1;

                    @Override
                    public CompletableFuture<Versioned> load() {
                        return CompletableFuture.completedFuture(
                                new Versioned(version, new byte[0]));
                    }

                    @Override
                    public CompletableFuture<Versioned> compareAndSet(long expected, byte[] bytes) {
                        version += 2;
                        return load();
                    }
                };
        UnitRecordStore tried = new UnitRecordStore(restless);

        assertThatThrownBy(() -> swap(tried, UnitSection.MODE_PAGES, NOTHING, ONE))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keeps changing");
    }

    private static byte[] swap(
            UnitRecordStore store, UnitSection section, byte[] expected, byte[] content) {
        return store.compareAndSet(section, expected, content).join();
    }

    private byte[] stored(UnitSection section) {
        return UnitRecord.decode(state.load().join().content()).section(section);
    }
}
