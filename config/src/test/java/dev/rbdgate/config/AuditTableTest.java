package dev.rbdgate.config;

import static dev.rbdgate.config.Samples.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditTableTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir Path directory;

    private static AuditEntry entry(int minute, AuditEntry.Kind kind, String who, String what) {
        return new AuditEntry(
                START.plusSeconds(60L * minute),
                kind,
                who,
                what,
                "subject",
                kind == AuditEntry.Kind.CHANGE
                        ? AuditEntry.Outcome.SUCCEEDED
                        : AuditEntry.Outcome.REFUSED,
                "detail");
    }

    @Test
    void rowsAreFoundByWhoActionAndTimeNewestFirst() {
        List<AuditEntry> all =
                List.of(
                        entry(0, AuditEntry.Kind.CHANGE, "ann", "lun.create"),
                        entry(1, AuditEntry.Kind.REFUSAL, "bob", "lun.create"),
                        entry(2, AuditEntry.Kind.CHANGE, "ann", "lun.delete"),
                        entry(3, AuditEntry.Kind.SESSION, "iqn.x", "lunatic.create"));
        try (MappingStore store = open(directory)) {
            all.forEach(store::note);
            assertThat(store.auditLog(10)).isEqualTo(all.reversed());
            assertThat(find(store, "ann", null, null)).containsExactly(all.get(2), all.get(0));
            assertThat(find(store, null, "lun.create", null))
                    .containsExactly(all.get(1), all.get(0));
            assertThat(find(store, null, "lun", null))
                    .containsExactly(all.get(2), all.get(1), all.get(0));
            assertThat(find(store, null, "l_n", null)).isEmpty();
            assertThat(find(store, null, null, START.plusSeconds(120)))
                    .containsExactly(all.get(3), all.get(2));
            List<AuditRow> page =
                    store.auditLog(
                            new AuditQuery(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    2));
            assertThat(
                            store.auditLog(
                                    new AuditQuery(
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.of(page.getLast().id()),
                                            2)))
                    .extracting(AuditRow::entry)
                    .containsExactly(all.get(1), all.get(0));
        }
    }

    @Test
    void aFloodOfRefusalsIsBoundedAndPushesOutNoChange() {
        int flood = AuditEntry.Kind.REFUSAL.rows() + 2 * AuditTable.PRUNE_EVERY;
        try (MappingStore store = open(directory)) {
            store.note(entry(0, AuditEntry.Kind.CHANGE, "ann", "lun.create"));
            for (int i = 0; i < flood; i++) {
                store.note(entry(1 + i, AuditEntry.Kind.REFUSAL, "bob", "lun.create"));
            }
            assertThat(find(store, "ann", null, null)).hasSize(1);
            List<AuditEntry> refusals = find(store, "bob", null, null);
            assertThat(refusals)
                    .hasSizeBetween(
                            AuditEntry.Kind.REFUSAL.rows(),
                            AuditEntry.Kind.REFUSAL.rows() + AuditTable.PRUNE_EVERY);
            assertThat(refusals.getFirst().happenedAt()).isEqualTo(START.plusSeconds(60L * flood));
        }
    }

    private static List<AuditEntry> find(
            MappingStore store,
            @Nullable String who,
            @Nullable String action,
            @Nullable Instant since) {
        return store
                .auditLog(
                        new AuditQuery(
                                Optional.ofNullable(who),
                                Optional.ofNullable(action),
                                Optional.ofNullable(since),
                                Optional.empty(),
                                200_000))
                .stream()
                .map(AuditRow::entry)
                .toList();
    }
}
