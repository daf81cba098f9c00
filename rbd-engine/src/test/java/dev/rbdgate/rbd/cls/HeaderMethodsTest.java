package dev.rbdgate.rbd.cls;

import static dev.rbdgate.rbd.cls.ClassHarness.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Methods on an image's header. */
final class HeaderMethodsTest {

    private static final long SIZE = 100 << 20;
    private static final long DEFAULT_FEATURES = 0x3d;

    private final ClassHarness header = new ClassHarness("rbd_header.101684490e90b");

    private static Consumer<Encoder> create(long size, long features, String prefix, long pool) {
        return e -> e.u64(size).u8(22).u64(features).string(prefix).u64(pool);
    }

    private static void head(Encoder input) {
        input.u64(SnapContext.HEAD);
    }

    @BeforeEach
    void createImage() {
        header.store.setNow(Instant.ofEpochSecond(0x6b02e070L, 0x2f765c35));
        header.does("create", create(SIZE, DEFAULT_FEATURES, "rbd_data.101684490e90b", -1));
    }

    @Test
    void createWritesTheBytesThatCephWrites() {
        ClassHarness made = new ClassHarness("rbd_header.10168449e90b");
        made.store.setNow(Instant.ofEpochSecond(0x6b02e070L, 0x2f765c35));
        made.does("create", create(SIZE, DEFAULT_FEATURES, "rbd_data.10168449e90b", -1));
        String time = "70e0026b355c762f";
        assertThat(made.omap())
                .isEqualTo(
                        Map.of(
                                "size",
                                "0000400600000000",
                                "order",
                                "16",
                                "features",
                                "3d00000000000000",
                                "object_prefix",
                                "15000000" + "7262645f646174612e313031363834343965393062",
                                "snap_seq",
                                "0000000000000000",
                                "create_timestamp",
                                time,
                                "access_timestamp",
                                time,
                                "modify_timestamp",
                                time));
    }

    @Test
    void createWithDataPoolAndStripesWritesTheBytesThatCephWrites() {
        ClassHarness made = new ClassHarness("rbd_header.10fff6e02516");
        made.does(
                "create",
                e -> e.u64(SIZE).u8(20).u64(0xbf).string("rbd_data.1.10fff6e02516").u64(2));
        made.does("set_stripe_unit_count", e -> e.u64(65536).u64(4));
        assertThat(made.omap())
                .containsEntry("data_pool_id", "0200000000000000")
                .containsEntry("features", "bf00000000000000")
                .containsEntry("order", "14")
                .containsEntry("stripe_count", "0400000000000000")
                .containsEntry("stripe_unit", "0000010000000000")
                .hasEntrySatisfying(
                        "object_prefix", prefix -> assertThat(prefix).startsWith("17000000"));
        assertThat(made.read("get_data_pool", NOTHING, Decoder::u64)).isEqualTo(2);
        assertThat(made.values("get_stripe_unit_count", NOTHING, d -> List.of(d.u64(), d.u64())))
                .containsExactly(65536L, 4L);
    }

    @Test
    void createRefusesWhatCephRefuses() {
        assertThat(header.write("create", create(SIZE, 0, "rbd_data.2", -1)))
                .isEqualTo(-Errno.EEXIST);
        ClassHarness other = new ClassHarness("rbd_header.2");
        assertThat(other.write("create", create(1, 1L << 40, "p", -1))).isEqualTo(-Errno.ENOSYS);
        assertThat(other.write("create", create(1, 1L << 8, "p", -1))).isEqualTo(-Errno.EINVAL);
        assertThat(other.write("create", create(1, 1L << 7, "p", -1))).isEqualTo(-Errno.EINVAL);
        assertThat(other.write("create", create(1, 0, "p", 3))).isEqualTo(-Errno.EINVAL);
        assertThat(other.write("create", create(1, 0, "", -1))).isEqualTo(-Errno.EINVAL);
        assertThat(other.write("create", e -> e.u64(1))).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void tellsSizeFeaturesPrefixPoolAndTimes() {
        assertThat(
                        header.values(
                                "get_size",
                                HeaderMethodsTest::head,
                                d -> List.of((long) d.u8(), d.u64())))
                .containsExactly(22L, SIZE);
        assertThat(
                        header.values(
                                "get_features",
                                HeaderMethodsTest::head,
                                d -> List.of(d.u64(), d.u64())))
                .containsExactly(0x3dL, 0x3dL);
        assertThat(
                        header.values(
                                "get_features",
                                e -> e.u64(SnapContext.HEAD).bool(true),
                                d -> List.of(d.u64(), d.u64())))
                .containsExactly(0x3dL, 1L);
        assertThat(header.read("get_object_prefix", NOTHING, Decoder::string))
                .isEqualTo("rbd_data.101684490e90b");
        assertThat(header.read("get_data_pool", NOTHING, Decoder::u64)).isEqualTo(-1);
        assertThat(header.read("get_create_timestamp", NOTHING, Decoder::time))
                .isEqualTo(Instant.ofEpochSecond(0x6b02e070L, 0x2f765c35));
        assertThat(header.read("get_flags", HeaderMethodsTest::head, Decoder::u64)).isZero();
        assertThat(header.refusal("get_stripe_unit_count", NOTHING)).isEqualTo(Errno.ENOEXEC);
        assertThat(header.refusal("get_size", e -> e.u64(3))).isEqualTo(Errno.ENOENT);
        assertThat(header.refusal("get_size", NOTHING)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void timestampsFollowTheStoresClock() {
        header.store.setNow(Instant.ofEpochSecond(50));
        header.does("set_modify_timestamp", NOTHING);
        header.store.setNow(Instant.ofEpochSecond(60));
        header.does("set_access_timestamp", NOTHING);
        assertThat(header.read("get_modify_timestamp", NOTHING, Decoder::time))
                .isEqualTo(Instant.ofEpochSecond(50));
        assertThat(header.read("get_access_timestamp", NOTHING, Decoder::time))
                .isEqualTo(Instant.ofEpochSecond(60));
        assertThat(new ClassHarness("x").write("set_modify_timestamp", NOTHING))
                .isEqualTo(-Errno.ENOENT);
    }

    @Test
    void shrinkingLowersTheOverlapWithTheParent() {
        header.does("parent_attach", e -> e.add(new ParentImageSpec(1, "", "aa", 4)).u64(2 * SIZE));
        assertThat(header.read("parent_overlap_get", HeaderMethodsTest::head, Decoder::optional))
                .hasValue(SIZE);
        header.does("set_size", e -> e.u64(SIZE / 2));
        header.does("set_size", e -> e.u64(SIZE));
        assertThat(header.read("parent_overlap_get", HeaderMethodsTest::head, Decoder::optional))
                .hasValue(SIZE / 2);
        assertThat(new ClassHarness("x").write("set_size", e -> e.u64(1))).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void onlyMutableFeaturesChange() {
        header.does("set_features", e -> e.u64(0).u64(1L << 4));
        assertThat(header.omap()).containsEntry("features", "2d00000000000000");
        header.does("set_features", e -> e.u64(0).u64(1L << 5));
        assertThat(header.write("set_features", e -> e.u64(1L << 5).u64(1L << 5)))
                .isEqualTo(-Errno.EINVAL);
        assertThat(header.write("set_features", e -> e.u64(0).u64(1))).isEqualTo(-Errno.EINVAL);
        assertThat(header.write("set_features", e -> e.u64(0).u64(1L << 8)))
                .isEqualTo(-Errno.EINVAL);
        assertThat(header.read("get_all_features", NOTHING, Decoder::u64)).isEqualTo(0xfff);
    }

    @Test
    void stripesMustDivideTheObject() {
        ClassHarness striped = new ClassHarness("rbd_header.3");
        striped.does("create", create(SIZE, 3, "p", -1));
        assertThat(striped.values("get_stripe_unit_count", NOTHING, d -> List.of(d.u64(), d.u64())))
                .containsExactly(4L << 20, 1L);
        for (long unit : new long[] {0, 3, 8 << 20}) {
            assertThat(striped.write("set_stripe_unit_count", e -> e.u64(unit).u64(2)))
                    .isEqualTo(-Errno.EINVAL);
        }
        assertThat(striped.write("set_stripe_unit_count", e -> e.u64(4096).u64(0)))
                .isEqualTo(-Errno.EINVAL);
        assertThat(header.write("set_stripe_unit_count", e -> e.u64(4096).u64(2)))
                .isEqualTo(-Errno.ENOEXEC);
    }

    @Test
    void flagsAreOfTheHeadOrOfASnapshot() {
        header.does("snapshot_add", e -> e.string("s").u64(3).add(new SnapNamespace.User()));
        header.does("set_flags", e -> e.u64(3).u64(1));
        header.does("set_flags", e -> e.u64(2).u64(2).u64(3));
        assertThat(header.read("get_flags", HeaderMethodsTest::head, Decoder::u64)).isEqualTo(1);
        assertThat(header.read("get_flags", e -> e.u64(3), Decoder::u64)).isEqualTo(2);
        assertThat(header.write("set_flags", e -> e.u64(0).u64(1).u64(9))).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void metadataIsStoredWithoutALength() {
        header.does(
                "metadata_set",
                e -> e.map(Map.of("conf_rbd_cache", "false".getBytes(UTF_8)), Encoder::blob));
        assertThat(header.omap()).containsEntry("metadata_conf_rbd_cache", "66616c7365");
        assertThat(header.read("metadata_get", e -> e.string("conf_rbd_cache"), Decoder::string))
                .isEqualTo("false");
        for (int i = 0; i < 70; i++) {
            String key = "k%03d".formatted(i);
            header.does("metadata_set", e -> e.map(Map.of(key, new byte[1]), Encoder::blob));
        }
        assertThat(header.map("metadata_list", e -> e.string("").u64(0), Decoder::blob).keySet())
                .hasSize(64);
        assertThat(
                        header.map("metadata_list", e -> e.string("k001").u64(69), Decoder::blob)
                                .keySet())
                .hasSize(68)
                .startsWith("k002");
        header.does("metadata_remove", e -> e.string("k002"));
        assertThat(header.refusal("metadata_get", e -> e.string("k002"))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void aParentIsAttachedOnceAndDetached() {
        ParentImageSpec spec = new ParentImageSpec(1, "", "10168449e90b", 5);
        assertThat(header.write("parent_attach", e -> e.add(spec).u64(0))).isEqualTo(-Errno.EINVAL);
        assertThat(header.write("parent_attach", e -> e.add(ParentImageSpec.NONE).u64(1)))
                .isEqualTo(-Errno.EINVAL);
        header.does("parent_attach", e -> e.add(spec).u64(SIZE));
        assertThat(header.omap())
                .containsEntry(
                        "parent",
                        "02022d0000000100000000000000000000000c000000"
                                + "3130313638343439653930620500000000000000010000400600000000");
        assertThat(header.write("parent_attach", e -> e.add(spec).u64(SIZE)))
                .isEqualTo(-Errno.EEXIST);
        header.does("parent_attach", e -> e.add(spec).u64(SIZE).bool(true));
        assertThat(header.read("parent_get", NOTHING, ParentImageSpec::decode)).isEqualTo(spec);
        assertThat(
                        header.values(
                                "get_parent",
                                HeaderMethodsTest::head,
                                d -> List.of(d.u64(), d.string(), d.u64(), d.u64())))
                .containsExactly(1L, "10168449e90b", 5L, SIZE);
        header.does("op_features_set", e -> e.u64(2).u64(2));
        assertThat(header.read("get_features", HeaderMethodsTest::head, Decoder::u64))
                .isEqualTo(0x13d);
        header.does("parent_detach", NOTHING);
        assertThat(header.omap()).doesNotContainKeys("parent", "op_features");
        assertThat(header.read("get_features", HeaderMethodsTest::head, Decoder::u64))
                .isEqualTo(0x3d);
        assertThat(header.write("parent_detach", NOTHING)).isEqualTo(-Errno.ENOENT);
        assertThat(header.read("parent_get", NOTHING, ParentImageSpec::decode))
                .isEqualTo(ParentImageSpec.NONE);
    }

    @Test
    void detachingKeepsTheParentForSnapshotsUnlessDeepFlattened() {
        ParentImageSpec spec = new ParentImageSpec(1, "", "aa", 5);
        ClassHarness shallow = new ClassHarness("rbd_header.4");
        shallow.does("create", create(SIZE, 1, "p", -1));
        for (ClassHarness image : List.of(header, shallow)) {
            image.does("parent_attach", e -> e.add(spec).u64(SIZE));
            image.does("snapshot_add", e -> e.string("s").u64(7));
            assertThat(image.read("parent_overlap_get", e -> e.u64(7), Decoder::optional))
                    .hasValue(SIZE);
            image.does("parent_detach", NOTHING);
        }
        assertThat(header.omap()).doesNotContainKey("parent");
        assertThat(header.read("parent_overlap_get", e -> e.u64(7), Decoder::optional)).isEmpty();
        assertThat(shallow.read("parent_get", NOTHING, ParentImageSpec::decode)).isEqualTo(spec);
        assertThat(shallow.read("parent_overlap_get", HeaderMethodsTest::head, Decoder::optional))
                .isEqualTo(OptionalLong.empty());
        assertThat(shallow.read("parent_overlap_get", e -> e.u64(7), Decoder::optional))
                .hasValue(SIZE);
        shallow.does("snapshot_remove", e -> e.u64(7));
        assertThat(shallow.omap()).doesNotContainKey("parent");
    }

    @Test
    void legacyParentCallsDoNotKnowNamespaces() {
        header.does("set_parent", e -> e.u64(1).string("aa").u64(5).u64(SIZE));
        header.does("remove_parent", NOTHING);
        header.does("parent_attach", e -> e.add(new ParentImageSpec(1, "ns", "aa", 5)).u64(1));
        assertThat(header.refusal("get_parent", HeaderMethodsTest::head)).isEqualTo(Errno.EXDEV);
        assertThat(header.write("remove_parent", NOTHING)).isEqualTo(-Errno.EXDEV);
    }

    @Test
    void operationFeaturesMustBeKnown() {
        assertThat(header.write("op_features_set", e -> e.u64(16).u64(16)))
                .isEqualTo(-Errno.EINVAL);
        assertThat(header.read("op_features_get", NOTHING, Decoder::u64)).isZero();
    }

    @Test
    void anImageIsInOneGroup() {
        assertThat(header.read("image_group_get", NOTHING, GroupSpec::decode))
                .isEqualTo(GroupSpec.NONE);
        GroupSpec group = new GroupSpec(1, "g1");
        header.does("image_group_add", e -> e.add(group));
        assertThat(header.write("image_group_add", e -> e.add(new GroupSpec(1, "g2"))))
                .isEqualTo(-Errno.EEXIST);
        assertThat(header.read("image_group_get", NOTHING, GroupSpec::decode)).isEqualTo(group);
        assertThat(header.write("image_group_remove", e -> e.add(new GroupSpec(1, "g2"))))
                .isEqualTo(-Errno.EBADF);
        header.does("image_group_remove", e -> e.add(group));
        assertThat(header.omap()).doesNotContainKeys("rbd_group_ref", "op_features");
    }

    @Test
    void aStoredValueThatCannotBeDecodedIsAnError() {
        header.write(
                new Step.OmapSet(Map.of(dev.rbdgate.rbd.store.OmapKey.of("size"), new byte[] {1})));
        assertThat(header.refusal("get_size", HeaderMethodsTest::head)).isEqualTo(Errno.EIO);
    }

    private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;
}
