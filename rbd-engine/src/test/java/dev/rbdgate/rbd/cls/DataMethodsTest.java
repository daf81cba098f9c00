package dev.rbdgate.rbd.cls;

import static dev.rbdgate.rbd.cls.ClassHarness.NOTHING;
import static dev.rbdgate.rbd.store.StoreCalls.buffer;
import static dev.rbdgate.rbd.store.StoreCalls.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Methods on data objects and on headers of format 1, and the dispatch. */
final class DataMethodsTest {

    private final ClassHarness object = new ClassHarness("rbd_data.1.0000000000000000");

    @Test
    void copyupWritesOnlyWhatIsNotThere() {
        object.does("copyup", e -> e.raw(bytes("parent")));
        object.does("copyup", e -> e.raw(bytes("other")));
        assertThat(object.content()).isEqualTo(bytes("parent"));
    }

    @Test
    void sparseCopyupWritesExtents() {
        Consumer<Encoder> extents = e -> e.u32(2).u64(1).u64(2).u64(5).u64(1).blob(bytes("abc"));
        object.does("sparse_copyup", extents);
        assertThat(object.content()).isEqualTo(bytes("\0ab\0\0c"));
        object.does("sparse_copyup", e -> e.u32(0).blob(new byte[0]));
        ClassHarness empty = new ClassHarness("e");
        empty.does("sparse_copyup", e -> e.u32(0).blob(new byte[0]));
        assertThat(empty.content()).isEmpty();
        ClassHarness shorter = new ClassHarness("s");
        assertThat(shorter.write("sparse_copyup", e -> e.u32(1).u64(0).u64(9).blob(bytes("ab"))))
                .isEqualTo(-Errno.EINVAL);
    }

    @Test
    void sparsifyDropsZeros() {
        byte[] content = new byte[16_384];
        content[5000] = 1;
        object.write(new Step.Write(0, List.of(buffer(content))));
        object.does("sparsify", e -> e.u64(4096).bool(true));
        assertThat(object.content()).isEqualTo(Arrays.copyOf(content, 8192));
        object.does("sparsify", e -> e.u64(4096).bool(true));
        object.write(new Step.Zero(0, 16_384));
        object.does("sparsify", e -> e.u64(4096).bool(true));
        assertThat(object.store.names("")).isEmpty();
    }

    @Test
    void anOldHeaderKeepsItsSnapshotsNewestFirst() {
        ClassHarness header = new ClassHarness("old1.rbd");
        byte[] fixed =
                HexFormat.of()
                        .parseHex(
                                ("3c3c3c205261646f7320426c6f636b2044657669636520496d616765203e3e3e"
                                                + "0a00000000000000"
                                                + "72622e302e313131302e36623862343536370000000000"
                                                + "00 52424400 3030312e30303500 16 00 00 00"
                                                + "0000400100000000 0000000000000000 00000000"
                                                + "00000000 0000000000000000")
                                        .replace(" ", ""));
        assertThat(fixed).hasSize(112);
        header.write(new Step.Write(0, List.of(buffer(fixed))));
        header.does("snap_add", e -> e.string("a").u64(8));
        header.does("snap_add", e -> e.string("bbb").u64(9));
        assertThat(HexFormat.of().formatHex(header.content()).substring(2 * 80))
                .isEqualTo(
                        ("0000400100000000 0900000000000000 02000000 00000000 0600000000000000"
                                        + "0900000000000000 0000400100000000 0800000000000000"
                                        + "0000400100000000 626262006100")
                                .replace(" ", ""));
        assertThat(header.write("snap_add", e -> e.string("a").u64(10))).isEqualTo(-Errno.EEXIST);
        assertThat(header.write("snap_add", e -> e.string("c").u64(7))).isEqualTo(-Errno.ESTALE);
        header.does("snap_rename", e -> e.u64(8).string("first"));
        Decoder list = header.read("snap_list", NOTHING, d -> d);
        assertThat(list.u64()).isEqualTo(9);
        assertThat(
                        list.list(d -> {
                            d.u64();
                            d.u64();
                            return d.string();
                        }))
                .containsExactly("bbb", "first");
        header.does("snapshot_set_limit", e -> e.u64(2));
        assertThat(header.write("snap_add", e -> e.string("c").u64(10))).isEqualTo(-Errno.EDQUOT);
        header.does("snap_remove", e -> e.string("bbb").u64(9));
        assertThat(header.write("snap_remove", e -> e.string("bbb"))).isEqualTo(-Errno.ENOENT);
        assertThat(header.content()).hasSize(112 + 16 + 6);
    }

    @Test
    void unknownMethodsAndClassesAreUnsupported() throws Exception {
        assertThat(object.write("no_such_method", NOTHING)).isEqualTo(-Errno.EOPNOTSUPP);
        assertThat(object.write("no_such_class", "get_id", NOTHING)).isEqualTo(-Errno.EOPNOTSUPP);
        assertThatThrownBy(() -> ObjectClasses.writes("rbd", "nothing"))
                .isInstanceOf(ObjectClassException.class);
        assertThat(ObjectClasses.writes("rbd", "create")).isTrue();
        assertThat(ObjectClasses.writes("rbd", "get_size")).isFalse();
        assertThat(ObjectClasses.writes("lock", "assert_locked")).isFalse();
        assertThat(ObjectClasses.methods("rbd")).hasSizeGreaterThan(70);
        assertThat(ObjectClasses.methods("none")).isEmpty();
    }

    @Test
    void noMethodFailsOnInputOfNothingOrOfNoise() {
        byte[] noise = new byte[40];
        Arrays.fill(noise, (byte) 0xFF);
        for (String className : List.of("rbd", "lock")) {
            for (String method : ObjectClasses.methods(className)) {
                ClassHarness any = new ClassHarness("o");
                assertThat(any.write(className, method, NOTHING)).isLessThanOrEqualTo(0);
                assertThat(any.write(className, method, e -> e.raw(noise))).isLessThanOrEqualTo(0);
            }
        }
    }
}
