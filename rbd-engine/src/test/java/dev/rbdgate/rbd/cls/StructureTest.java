package dev.rbdgate.rbd.cls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.EntityName;
import dev.rbdgate.rbd.store.SnapContext;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Structures against the bytes that a Ceph 16.2.15 cluster had stored. */
final class StructureTest {

    private static final long MIB = 1 << 20;

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static <T extends Encodable> T same(String digits, Function<Decoder, T> structure) {
        T value = Decoder.decode(hex(digits), structure);
        assertThat(HexFormat.of().formatHex(value.toBytes())).isEqualTo(digits.replace(" ", ""));
        return value;
    }

    @Test
    void aProtectedSnapshot() {
        SnapMeta snap =
                same(
                        "08 08 36000000 0400000000000000 02000000 7331 0000400600000000 02"
                                + "0000000000000000 01 01 04000000 00000000 80e0026b f5ee5830"
                                + "00000000 00",
                        SnapMeta::decode);
        assertThat(snap.id()).isEqualTo(4);
        assertThat(snap.name()).isEqualTo("s1");
        assertThat(snap.imageSize()).isEqualTo(100 * MIB);
        assertThat(snap.protection()).isEqualTo(SnapMeta.PROTECTED);
        assertThat(snap.namespace()).isEqualTo(new SnapNamespace.User());
        assertThat(snap.parentOverlap()).isEmpty();
    }

    @Test
    void aSnapshotOfAClone() {
        SnapMeta snap =
                same(
                        "08 08 3f000000 0600000000000000 03000000 637331 0000400600000000 00"
                                + "0000000000000000 010104000000 00000000 9ae0026b 6c55f912"
                                + "00000000 01 0000400600000000",
                        SnapMeta::decode);
        assertThat(snap.name()).isEqualTo("cs1");
        assertThat(snap.parentOverlap()).hasValue(100 * MIB);
    }

    @Test
    void aTrashedSnapshot() {
        String uuid = "1bf0ae77-42f3-42bc-9810-cd49cfc2f41e";
        SnapMeta snap =
                same(
                        "08 08 62000000 0500000000000000 24000000"
                                + HexFormat.of()
                                        .formatHex(
                                                uuid.getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8))
                                + "0000400600000000 00 0000000000000000 01 01 0e000000 02000000"
                                + "02000000 7332 00000000 99e0026b 7cb9d212 01000000 00",
                        SnapMeta::decode);
        assertThat(snap.name()).isEqualTo(uuid);
        assertThat(snap.namespace()).isEqualTo(new SnapNamespace.Trash("s2", 0));
        assertThat(snap.childCount()).isEqualTo(1);
    }

    @Test
    void aSnapshotFromBeforeNautilusKeepsItsOverlap() {
        byte[] old =
                Encoder.bytes(e ->
                        e.envelope(
                                3,
                                1,
                                c ->
                                        c.u64(9)
                                                .string("old")
                                                .u64(5 * MIB)
                                                .u64(1)
                                                .envelope(
                                                        1,
                                                        1,
                                                        p ->
                                                                p.u64(1)
                                                                        .string("10aa")
                                                                        .u64(3)
                                                                        .u64(2 * MIB))
                                                .u8(SnapMeta.UNPROTECTING)));
        SnapMeta snap = SnapMeta.decode(new Decoder(old));
        assertThat(snap.parentOverlap()).hasValue(2 * MIB);
        assertThat(snap.protection()).isEqualTo(SnapMeta.UNPROTECTING);
        assertThat(snap.timestamp()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aParent() {
        ParentInfo parent =
                same(
                        "02 02 2d000000 0100000000000000 00000000 0c000000"
                                + "313031363834343965393062 0500000000000000 01 0000400600000000",
                        ParentInfo::decode);
        assertThat(parent.spec()).isEqualTo(new ParentImageSpec(1, "", "10168449e90b", 5));
        assertThat(parent.headOverlap()).hasValue(100 * MIB);
        assertThat(parent.exists()).isTrue();
    }

    @Test
    void noParent() {
        ParentImageSpec none =
                same(
                        "01 01 18000000 ffffffffffffffff 00000000 00000000 feffffffffffffff",
                        ParentImageSpec::decode);
        assertThat(none).isEqualTo(ParentImageSpec.NONE);
        assertThat(none.exists()).isFalse();
        assertThat(new ParentImageSpec(1, "", "a", SnapContext.HEAD).exists()).isFalse();
    }

    @Test
    void aSetOfChildren() {
        byte[] stored =
                hex(
                        "01000000 02 01 1c000000 0100000000000000 0c000000"
                                + "313062656634356161643864 00000000");
        List<ChildImageSpec> children = new Decoder(stored).list(ChildImageSpec::decode);
        assertThat(children).containsExactly(new ChildImageSpec(1, "10bef45aad8d", ""));
        assertThat(Encoder.bytes(e -> e.list(children, Encoder::add))).isEqualTo(stored);
    }

    @Test
    void childrenAreOrderedByPoolNamespaceAndId() {
        ChildImageSpec a = new ChildImageSpec(1, "b", "");
        ChildImageSpec b = new ChildImageSpec(1, "a", "n");
        ChildImageSpec c = new ChildImageSpec(2, "a", "");
        assertThat(new TreeSet<>(List.of(c, b, a))).containsExactly(a, b, c);
    }

    @Test
    void anImageInTheTrash() {
        TrashImageSpec spec =
                same(
                        "02 01 18000000 00 02000000 6333 b0e0026bbaed2f00 b0e0026bbaed2f00 00",
                        TrashImageSpec::decode);
        assertThat(spec.name()).isEqualTo("c3");
        assertThat(spec.deleted()).isEqualTo(spec.defermentEnd());
    }

    @Test
    void aHeldLock() {
        LockInfo lock =
                same(
                        "0101 6d000000 01000000 0101 21000000 08 2b11000000000000 14000000"
                                + "6175746f20313430333833373537353536303936"
                                + "0101 2f000000 0000000000000000 01 0101 1c000000 01000000"
                                + "b5bbd147 10000000 0200 0000 7f000001 0000000000000000 00000000"
                                + "01 08000000 696e7465726e616c",
                        LockInfo::decode);
        LockerId id = new LockerId(EntityName.client(0x112b), "auto 140383757556096");
        assertThat(lock.lockers()).containsOnlyKeys(id);
        assertThat(lock.type()).isEqualTo(LockInfo.EXCLUSIVE);
        assertThat(lock.tag()).isEqualTo("internal");
        assertThat(lock.lockers().values())
                .singleElement()
                .satisfies(info ->
                        assertThat(info.address().legacyText())
                                .isEqualTo("127.0.0.1:0/1204927413"));
    }

    @Test
    void aReleasedLock() {
        LockInfo lock =
                same("0101 11000000 00000000 01 08000000 696e7465726e616c", LockInfo::decode);
        assertThat(lock.lockers()).isEmpty();
    }

    @Test
    void everyKindOfSnapshotNamespaceRoundTrips() {
        TreeMap<Long, Long> ids = new TreeMap<>();
        ids.put(1L, 2L);
        for (SnapNamespace namespace :
                List.of(
                        new SnapNamespace.User(),
                        new SnapNamespace.Group(3, "g", "gs"),
                        new SnapNamespace.Trash("t", 1),
                        new SnapNamespace.Mirror(1, true, List.of("p"), "u", 4, 5, ids))) {
            assertThat(SnapNamespace.decode(new Decoder(namespace.toBytes()))).isEqualTo(namespace);
        }
        assertThat(HexFormat.of().formatHex(new SnapNamespace.User().toBytes()))
                .isEqualTo("01010400000000000000");
        assertThat(SnapNamespace.decode(new Decoder(hex("01 01 08000000 63000000 01020304"))))
                .isEqualTo(new SnapNamespace.Unknown());
    }

    @Test
    void answersRoundTrip() {
        SnapshotInfo info =
                new SnapshotInfo(
                        4, new SnapNamespace.User(), "s", MIB, Instant.ofEpochSecond(5, 6), 7);
        assertThat(SnapshotInfo.decode(new Decoder(info.toBytes()))).isEqualTo(info);
        GroupSpec group = new GroupSpec(2, "g");
        assertThat(GroupSpec.decode(new Decoder(group.toBytes()))).isEqualTo(group);
        ParentInfo flat = new ParentInfo(new ParentImageSpec(1, "n", "i", 2), OptionalLong.empty());
        assertThat(ParentInfo.decode(new Decoder(flat.toBytes()))).isEqualTo(flat);
    }
}
