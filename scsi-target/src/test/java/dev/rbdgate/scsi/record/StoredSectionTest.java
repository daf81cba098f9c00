package dev.rbdgate.scsi.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class StoredSectionTest {

    private final MemoryLogicalUnitState state = new MemoryLogicalUnitState();
    private final StoredSection section = new StoredSection(UnitSection.MODE_PAGES);

    private static UnitRecordStore loaded(LogicalUnitState state) {
        UnitRecordStore store = new UnitRecordStore(state);
        store.load().join();
        return store;
    }

    private byte[] stored() {
        return loaded(state).current().section(UnitSection.MODE_PAGES);
    }

    @Test
    void whatIsStoredIsFoundByTheNextOwner() {
        section.attach(loaded(state));

        section.store(new byte[] {1, 2}).join();

        assertThat(new StoredSection(UnitSection.MODE_PAGES).attach(loaded(state)))
                .containsExactly(1, 2);
    }

    @Test
    void aDeviceThatComesBackBringsNothingNew() {
        section.attach(loaded(state));
        section.store(new byte[] {1}).join();
        section.detach();

        assertThat(section.attach(loaded(state))).isNull();
    }

    @Test
    void theLastWriterWins() {
        StoredSection elsewhere = new StoredSection(UnitSection.MODE_PAGES);
        section.attach(loaded(state));
        elsewhere.attach(loaded(state));
        elsewhere.store(new byte[] {1}).join();

        section.store(new byte[] {2}).join();

        assertThat(stored()).containsExactly(2);
    }

    @Test
    void otherSectionsStayAsTheyAre() {
        StoredSection other = new StoredSection(UnitSection.IDENTIFYING_INFORMATION);
        UnitRecordStore store = loaded(state);
        section.attach(store);
        other.attach(store);
        section.store(new byte[] {1}).join();
        other.store(new byte[] {2}).join();

        section.store(new byte[0]).join();

        assertThat(stored()).isEmpty();
        assertThat(loaded(state).current().section(UnitSection.IDENTIFYING_INFORMATION))
                .containsExactly(2);
    }

    @Test
    void withoutADeviceNothingIsStored() {
        assertThatThrownBy(() -> section.store(new byte[] {1}).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Refusal.class);
    }

    @Test
    void aRecordThatKeepsChangingIsGivenUp() {
        LogicalUnitState restless =
                new LogicalUnitState() {
                    private long version = 1;

                    @Override
                    public CompletableFuture<Versioned> load() {
                        return CompletableFuture.completedFuture(changed());
                    }

                    @Override
                    public CompletableFuture<Versioned> compareAndSet(
                            long expectedVersion, byte[] content) {
                        return CompletableFuture.completedFuture(changed());
                    }

                    private Versioned changed() {
                        version += 2;
                        byte[] other = {(byte) version};
                        UnitRecord record = UnitRecord.EMPTY.with(UnitSection.MODE_PAGES, other);
                        return new Versioned(version, record.encode());
                    }
                };
        section.attach(loaded(restless));

        assertThatThrownBy(() -> section.store(new byte[] {1}).join())
                .hasMessageContaining("keeps changing");
    }
}
