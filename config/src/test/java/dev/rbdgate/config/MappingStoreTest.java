package dev.rbdgate.config;

import static dev.rbdgate.config.Samples.INITIATOR;
import static dev.rbdgate.config.Samples.IQN;
import static dev.rbdgate.config.Samples.audit;
import static dev.rbdgate.config.Samples.chap;
import static dev.rbdgate.config.Samples.lun;
import static dev.rbdgate.config.Samples.open;
import static dev.rbdgate.config.Samples.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MappingStoreTest {

    @TempDir Path directory;

    @Test
    void aNewDatabaseMapsNothing() {
        try (MappingStore store = open(directory)) {
            assertThat(store.read().targets()).isEmpty();
            assertThat(store.read().discoveryAuth()).isEmpty();
            assertThat(store.auditLog(10)).isEmpty();
        }
    }

    @Test
    void everythingIsFoundAgainAfterARestart() {
        try (MappingStore store = open(directory)) {
            store.change(
                    audit("target.add"),
                    writer -> {
                        writer.addTarget(target());
                        writer.setDiscoveryAuth(Optional.of(chap()));
                    });
        }
        try (MappingStore store = open(directory)) {
            Mapping mapping = store.read();
            assertThat(mapping.targets()).containsOnlyKeys(IQN);
            assertThat(mapping.targets().get(IQN)).isEqualTo(target());
            assertThat(mapping.discoveryAuth()).contains(chap());
            assertThat(store.auditLog(10)).containsExactly(audit("target.add"));
        }
    }

    @Test
    void aChangeThatFailsLeavesNeitherRowsNorAudit() {
        try (MappingStore store = open(directory)) {
            assertThatThrownBy(() ->
                            store.change(
                                    audit("target.add"),
                                    writer -> {
                                        writer.addTarget(target());
                                        throw new IllegalStateException("no");
                                    }))
                    .hasMessage("no");
            assertThat(store.read().targets()).isEmpty();
            assertThat(store.auditLog(10)).isEmpty();
        }
    }

    @Test
    void targetsAreUpdatedAndRemovedWithAllThatHangsOnThem() {
        try (MappingStore store = open(directory)) {
            store.change(audit("target.add"), writer -> writer.addTarget(target()));
            store.change(
                    audit("target.set"),
                    writer -> writer.updateTarget(IQN, "other", List.of(), Optional.empty()));
            TargetMapping changed = store.read().target(IQN).orElseThrow();
            assertThat(changed.alias()).isEqualTo("other");
            assertThat(changed.portals()).isEmpty();
            assertThat(changed.redirect()).isEmpty();
            assertThat(changed.luns()).hasSize(2);

            store.change(audit("target.rm"), writer -> writer.removeTarget(IQN));
            assertThat(store.read().targets()).isEmpty();
            assertThat(store.auditLog(2))
                    .extracting(AuditEntry::operation)
                    .containsExactly("target.rm", "target.set");
        }
    }

    @Test
    void aRemovedLunIsTakenOutOfGrantsToo() {
        try (MappingStore store = open(directory)) {
            store.change(audit("target.add"), writer -> writer.addTarget(target()));
            store.change(audit("lun.rm"), writer -> writer.removeLun(IQN, 0));
            TargetMapping changed = store.read().target(IQN).orElseThrow();
            assertThat(changed.luns()).containsOnlyKeys(16383);
            assertThat(changed.grants().get(INITIATOR))
                    .extracting(GrantMapping::luns)
                    .isEqualTo(Optional.of(new TreeSet<>(Set.of(16383))));
        }
    }

    @Test
    void everyChangeInMemoryIsTheOneInTheDatabase() {
        GrantMapping everyone =
                new GrantMapping("*", List.of("127.0.0.0/8"), Optional.empty(), Optional.empty());
        GrantMapping narrowed =
                new GrantMapping(
                        "*",
                        List.of(),
                        Optional.of(chap()),
                        Optional.of(new TreeSet<>(Set.of(0, 3))),
                        new RateMapping(10, 20, 30, 40, 50));
        RateMapping limits = new RateMapping(1, 2, 3, 4, 5);
        String naa = lun(3, "c").naa();
        List<MappingChange> changes =
                List.of(
                        writer -> writer.addTarget(target()),
                        writer -> writer.addTarget(TargetMapping.empty("iqn.b", "", List.of())),
                        writer -> writer.addLun(IQN, lun(3, "c")),
                        writer -> writer.setLunReadOnly(IQN, 3, true),
                        writer -> writer.setLunReadOnly(IQN, 3, false),
                        writer -> writer.setUnitLimits(naa, limits),
                        writer -> writer.addLun(IQN, lun(4, "d").withLimits(limits)),
                        writer -> writer.setUnitLimits(naa, RateMapping.NONE),
                        writer -> writer.putGrant(IQN, everyone),
                        writer -> writer.putGrant(IQN, narrowed),
                        writer -> writer.removeLun(IQN, 0),
                        writer -> writer.removeGrant(IQN, INITIATOR),
                        writer -> writer.setDiscoveryAuth(Optional.of(chap())),
                        writer ->
                                writer.updateTarget(
                                        IQN,
                                        "other",
                                        List.of(),
                                        Optional.of(new RedirectMapping("gw2", 3260, true))),
                        writer -> writer.setDiscoveryAuth(Optional.empty()),
                        writer -> writer.removeTarget(IQN));
        for (MappingChange change : changes) {
            Mapping inMemory;
            try (MappingStore store = open(directory)) {
                store.change(audit("change"), change);
                inMemory = store.read();
            }
            try (MappingStore store = open(directory)) {
                assertThat(inMemory).isEqualTo(store.read());
            }
        }
    }

    @Test
    void aSnapshotBehindALunIsKept() {
        LunMapping plain = lun(1, "a");
        ImageReference image = plain.image();
        ImageReference snapshot =
                new ImageReference(
                        image.pool(),
                        image.namespace(),
                        image.name(),
                        image.imageId(),
                        Optional.of(new SnapshotReference("monday", 4)));
        LunMapping lun =
                new LunMapping(7, snapshot, "3000000000000007", "7", true, 512, true, false, true);
        try (MappingStore store = open(directory)) {
            store.change(audit("target.add"), writer -> writer.addTarget(target()));
            store.change(audit("lun.add"), writer -> writer.addLun(IQN, lun));
        }
        try (MappingStore store = open(directory)) {
            assertThat(store.read().target(IQN).orElseThrow().luns().get(7)).isEqualTo(lun);
        }
    }

    @Test
    void whatIsRenamedIsCalledSoByEveryLunThatShowsIt() {
        LunMapping plain = lun(1, "a");
        ImageReference image = plain.image();
        ImageReference monday = image.withSnapshot(new SnapshotReference("monday", 4));
        ImageReference friday = image.withSnapshot(new SnapshotReference("friday", 5));
        try (MappingStore store = open(directory)) {
            store.change(
                    audit("target.add"),
                    writer -> {
                        writer.addTarget(target());
                        writer.addLun(
                                IQN,
                                new LunMapping(7, monday, "37", "7", true, 512, true, false, true));
                        writer.addLun(
                                IQN,
                                new LunMapping(8, friday, "38", "8", true, 512, true, false, true));
                    });
            ImageReference now = image.named("b").withSnapshot(new SnapshotReference("tuesday", 4));
            List<String> others =
                    store.read().target(IQN).orElseThrow().luns().values().stream()
                            .map(LunMapping::image)
                            .filter(it -> !it.isOfImage(image))
                            .map(ImageReference::path)
                            .toList();
            store.change(audit("lun.rename"), writer -> writer.followImage(now));
            List<ImageReference> after =
                    store.read().target(IQN).orElseThrow().luns().values().stream()
                            .map(LunMapping::image)
                            .toList();
            assertThat(after).contains(now, friday.named("b")).doesNotContain(image, friday);
            assertThat(after)
                    .filteredOn(it -> !it.isOfImage(image))
                    .extracting(ImageReference::path)
                    .containsExactlyElementsOf(others);
        }
    }

    @Test
    void usedNumbersAndWhoSawThemOutliveLunTargetAndRestart() {
        try (MappingStore store = open(directory)) {
            store.change(audit("target.add"), writer -> writer.addTarget(target()));
            store.sighted(IQN, INITIATOR, Set.of(0, 16383), true);
            store.sighted(IQN, "iqn.other", Set.of(0), false);
            store.change(audit("target.rm"), writer -> writer.removeTarget(IQN));
        }
        try (MappingStore store = open(directory)) {
            assertThat(store.usedLuns(IQN))
                    .containsExactly(
                            new UsedLun(
                                    0,
                                    lun(0, "a").naa(),
                                    new TreeSet<>(Set.of(INITIATOR, "iqn.other"))),
                            new UsedLun(
                                    16383,
                                    lun(16383, "b").naa(),
                                    new TreeSet<>(Set.of(INITIATOR))));
            assertThat(store.usedLun(IQN, 0)).contains(store.usedLuns(IQN).getFirst());
            assertThat(store.usedLun(IQN, 1)).isEmpty();
        }
    }

    @Test
    void aReportWithoutTheNumberForgetsOnlyThatInitiatorsSighting() {
        try (MappingStore store = open(directory)) {
            store.change(audit("target.add"), writer -> writer.addTarget(target()));
            store.sighted(IQN, INITIATOR, Set.of(0), false);
            store.sighted(IQN, "iqn.other", Set.of(0), false);
            store.sighted(IQN, INITIATOR, Set.of(16383), false);
            assertThat(store.usedLuns(IQN).getFirst().seenBy()).hasSize(2);
            store.sighted(IQN, INITIATOR, Set.of(16383), true);
            assertThat(store.usedLuns(IQN).getFirst().seenBy()).containsExactly("iqn.other");
        }
    }

    @Test
    void secretsAreNotInTheFile() throws Exception {
        try (MappingStore store = open(directory)) {
            store.change(audit("target.add"), writer -> writer.addTarget(target()));
        }
        String file =
                Files.readString(directory.resolve("config.mv.db"), StandardCharsets.ISO_8859_1);
        assertThat(file).contains("alice");
        assertThat(file).doesNotContain(Samples.SECRET).doesNotContain(Samples.MUTUAL_SECRET);
    }

    @Test
    void theKeyFileIsReadableByItsOwnerOnly() throws Exception {
        open(directory).close();
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("secret.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void textFormsHideSecrets() {
        assertThat(target().toString()).contains("alice").doesNotContain(Samples.SECRET);
    }
}
