package dev.rbdgate.rbd.cls;

import static dev.rbdgate.rbd.cls.ClassHarness.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Methods on an image's header about snapshots and their clones. */
final class SnapshotMethodsTest {

    private static final long SIZE = 100 << 20;
    private final ClassHarness header = new ClassHarness("rbd_header.1");

    @BeforeEach
    void createImage() {
        header.store.setNow(Instant.ofEpochSecond(0x6b02e080L, 0x3058eef5));
        header.does("create", e -> e.u64(SIZE).u8(22).u64(0x3d).string("rbd_data.1").u64(-1));
    }

    private static Consumer<Encoder> snapshot(String name, long id) {
        return e -> e.string(name).u64(id).add(new SnapNamespace.User());
    }

    @Test
    void aSnapshotIsTheBytesThatCephWrites() {
        header.does("snapshot_add", snapshot("s1", 4));
        header.does("set_protection_status", e -> e.u64(4).u8(2));
        assertThat(header.omap())
                .containsEntry(
                        "snapshot_0000000000000004",
                        "0808360000000400000000000000020000007331000040060000000002"
                                + "00000000000000000101040000000000000080e0026bf5ee58300000000000")
                .containsEntry("snap_seq", "0400000000000000");
        assertThat(header.read("get_protection_status", e -> e.u64(4), Decoder::u8)).isEqualTo(2);
        assertThat(header.read("get_snapshot_name", e -> e.u64(4), Decoder::string))
                .isEqualTo("s1");
        assertThat(header.read("get_snapshot_timestamp", e -> e.u64(4), Decoder::time))
                .isEqualTo(Instant.ofEpochSecond(0x6b02e080L, 0x3058eef5));
        assertThat(header.read("snapshot_get", e -> e.u64(4), SnapshotInfo::decode))
                .satisfies(info -> assertThat(info.name()).isEqualTo("s1"));
        assertThat(header.refusal("snapshot_get", e -> e.u64(SnapContext.HEAD)))
                .isEqualTo(Errno.EINVAL);
        assertThat(header.write("snapshot_remove", e -> e.u64(4))).isEqualTo(-Errno.EBUSY);
        assertThat(header.write("snapshot_trash_add", e -> e.u64(4))).isEqualTo(-Errno.EBUSY);
    }

    @Test
    void theSnapContextDescends() {
        for (int id = 1; id <= 70; id++) {
            header.does("snapshot_add", snapshot("s" + id, id));
        }
        Decoder answer = header.read("get_snapcontext", NOTHING, d -> d);
        assertThat(answer.u64()).isEqualTo(70);
        assertThat(answer.list(Decoder::u64)).hasSize(70).startsWith(70L, 69L).endsWith(1L);
        header.does("set_size", e -> e.u64(1024));
        assertThat(header.values("get_size", e -> e.u64(3), d -> List.of((long) d.u8(), d.u64())))
                .containsExactly(22L, SIZE);
    }

    @Test
    void addRefusesStaleIdsTakenNamesAndTooMany() {
        header.does("snapshot_add", snapshot("a", 5));
        assertThat(header.write("snapshot_add", snapshot("b", 4))).isEqualTo(-Errno.ESTALE);
        assertThat(header.write("snapshot_add", snapshot("b", 5))).isEqualTo(-Errno.EEXIST);
        assertThat(header.write("snapshot_add", snapshot("a", 6))).isEqualTo(-Errno.EEXIST);
        assertThat(header.write("snapshot_add", snapshot("x", -1))).isEqualTo(-Errno.EINVAL);
        assertThat(
                        header.write(
                                "snapshot_add",
                                e -> e.string("u").u64(6).add(new SnapNamespace.Unknown())))
                .isEqualTo(-Errno.EINVAL);
        header.does("snapshot_add", snapshot("b", 6));
        assertThat(header.write("snapshot_set_limit", e -> e.u64(1))).isEqualTo(-Errno.ERANGE);
        header.does("snapshot_set_limit", e -> e.u64(2));
        assertThat(header.read("snapshot_get_limit", NOTHING, Decoder::u64)).isEqualTo(2);
        assertThat(header.write("snapshot_add", snapshot("c", 7))).isEqualTo(-Errno.EDQUOT);
        header.does("snapshot_set_limit", e -> e.u64(-1));
        assertThat(header.read("snapshot_get_limit", NOTHING, Decoder::u64)).isEqualTo(-1);
        header.does("snapshot_add", snapshot("c", 7));
    }

    @Test
    void renamesUserSnapshotsOnly() {
        header.does("snapshot_add", snapshot("a", 5));
        header.does("snapshot_add", snapshot("b", 6));
        header.does(
                "snapshot_add",
                e -> e.string("g").u64(7).add(new SnapNamespace.Group(1, "g", "s")));
        assertThat(header.write("snapshot_rename", e -> e.u64(5).string("b")))
                .isEqualTo(-Errno.EEXIST);
        assertThat(header.write("snapshot_rename", e -> e.u64(7).string("n")))
                .isEqualTo(-Errno.EINVAL);
        assertThat(header.write("snapshot_rename", e -> e.u64(9).string("n")))
                .isEqualTo(-Errno.ENOENT);
        header.does("snapshot_rename", e -> e.u64(5).string("n"));
        assertThat(header.read("get_snapshot_name", e -> e.u64(5), Decoder::string)).isEqualTo("n");
    }

    @Test
    void trashHidesTheNameAndIsMarked() {
        header.does("snapshot_add", snapshot("a", 5));
        header.does("snapshot_trash_add", e -> e.u64(5));
        SnapshotInfo info = header.read("snapshot_get", e -> e.u64(5), SnapshotInfo::decode);
        assertThat(info.namespace()).isEqualTo(new SnapNamespace.Trash("a", 0));
        assertThat(info.name())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(header.read("op_features_get", NOTHING, Decoder::u64)).isEqualTo(8);
        assertThat(header.write("snapshot_trash_add", e -> e.u64(5))).isEqualTo(-Errno.EEXIST);
        header.does("snapshot_remove", e -> e.u64(5));
        assertThat(header.read("op_features_get", NOTHING, Decoder::u64)).isZero();
        assertThat(header.write("snapshot_remove", e -> e.u64(5))).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void protectionNeedsLayeringAndAKnownStatus() {
        header.does("snapshot_add", snapshot("a", 5));
        assertThat(header.write("set_protection_status", e -> e.u64(5).u8(3)))
                .isEqualTo(-Errno.EINVAL);
        assertThat(header.write("set_protection_status", e -> e.u64(SnapContext.HEAD).u8(1)))
                .isEqualTo(-Errno.EINVAL);
        ClassHarness plain = new ClassHarness("rbd_header.2");
        plain.does("create", e -> e.u64(SIZE).u8(22).u64(0).string("p").u64(-1));
        plain.does("snapshot_add", snapshot("a", 5));
        assertThat(plain.write("set_protection_status", e -> e.u64(5).u8(2)))
                .isEqualTo(-Errno.ENOEXEC);
    }

    @Test
    void childrenAreCounted() {
        ChildImageSpec first = new ChildImageSpec(1, "10bef45aad8d", "");
        ChildImageSpec second = new ChildImageSpec(1, "a", "ns");
        header.does("snapshot_add", snapshot("a", 5));
        assertThat(header.refusal("children_list", e -> e.u64(5))).isEqualTo(Errno.ENOENT);
        header.does("child_attach", e -> e.u64(5).add(first));
        assertThat(header.omap())
                .containsEntry(
                        "snap_children_0000000000000005",
                        "0100000002011c00000001000000000000000c000000"
                                + "31306265663435616164386400000000");
        assertThat(header.write("child_attach", e -> e.u64(5).add(first))).isEqualTo(-Errno.EEXIST);
        header.does("child_attach", e -> e.u64(5).add(second));
        assertThat(header.list("children_list", e -> e.u64(5), ChildImageSpec::decode))
                .containsExactly(first, second);
        assertThat(header.read("op_features_get", NOTHING, Decoder::u64)).isEqualTo(1);
        assertThat(header.write("snapshot_remove", e -> e.u64(5))).isEqualTo(-Errno.EBUSY);
        header.does("child_detach", e -> e.u64(5).add(first));
        assertThat(header.write("child_detach", e -> e.u64(5).add(first))).isEqualTo(-Errno.ENOENT);
        header.does("child_detach", e -> e.u64(5).add(second));
        assertThat(header.omap()).doesNotContainKeys("snap_children_0000000000000005");
        assertThat(header.read("op_features_get", NOTHING, Decoder::u64)).isZero();
        header.does("snapshot_trash_add", e -> e.u64(5));
        assertThat(header.write("child_attach", e -> e.u64(5).add(first))).isEqualTo(-Errno.ENOENT);
    }
}
