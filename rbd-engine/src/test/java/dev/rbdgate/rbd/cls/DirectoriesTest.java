package dev.rbdgate.rbd.cls;

import static dev.rbdgate.rbd.cls.ClassHarness.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Methods on the directories of a pool, and on an image's id. */
final class DirectoriesTest {

    private static Consumer<Encoder> strings(String... values) {
        return e -> List.of(values).forEach(e::string);
    }

    @Test
    void theDirectoryMapsNamesAndIdsBothWays() {
        ClassHarness directory = new ClassHarness("rbd_directory");
        directory.does("dir_add_image", strings("one", "1a"));
        assertThat(directory.omap())
                .isEqualTo(Map.of("name_one", "020000003161", "id_1a", "030000006f6e65"));
        assertThat(directory.write("dir_add_image", strings("one", "1b"))).isEqualTo(-Errno.EEXIST);
        assertThat(directory.write("dir_add_image", strings("two", "1a"))).isEqualTo(-Errno.EBADF);
        assertThat(directory.write("dir_add_image", strings("two", "1-a")))
                .isEqualTo(-Errno.EINVAL);
        assertThat(directory.write("dir_add_image", strings("", "1b"))).isEqualTo(-Errno.EINVAL);
        assertThat(directory.read("dir_get_id", strings("one"), Decoder::string)).isEqualTo("1a");
        assertThat(directory.read("dir_get_name", strings("1a"), Decoder::string)).isEqualTo("one");
        directory.does("dir_rename_image", strings("one", "uno", "1a"));
        assertThat(directory.refusal("dir_get_id", strings("one"))).isEqualTo(Errno.ENOENT);
        assertThat(directory.read("dir_get_name", strings("1a"), Decoder::string)).isEqualTo("uno");
        directory.does("dir_add_image", strings("two", "2"));
        assertThat(directory.write("dir_remove_image", strings("uno", "2")))
                .isEqualTo(-Errno.ESTALE);
        assertThat(directory.write("dir_rename_image", strings("two", "uno", "2")))
                .isEqualTo(-Errno.EEXIST);
        directory.does("dir_remove_image", strings("uno", "1a"));
        assertThat(directory.write("dir_remove_image", strings("uno", "1a")))
                .isEqualTo(-Errno.ENOENT);
    }

    @Test
    void theDirectoryIsListedInPages() {
        ClassHarness directory = new ClassHarness("rbd_directory");
        for (int i = 0; i < 150; i++) {
            directory.does("dir_add_image", strings("n%03d".formatted(i), "i" + i));
        }
        assertThat(directory.map("dir_list", e -> e.string("").u64(100), Decoder::string).keySet())
                .hasSize(100)
                .startsWith("n000");
        assertThat(directory.map("dir_list", e -> e.string("n147").u64(100), Decoder::string))
                .containsOnlyKeys("n148", "n149");
    }

    @Test
    void aDirectoryIsClosedOnlyWhileEmpty() {
        ClassHarness directory = new ClassHarness("rbd_directory");
        assertThat(directory.write("dir_state_set", e -> e.u8(1))).isEqualTo(-Errno.ENOENT);
        directory.does("dir_state_set", e -> e.u8(0));
        assertThat(directory.refusal("dir_state_assert", e -> e.u8(0))).isZero();
        assertThat(directory.refusal("dir_state_assert", e -> e.u8(1))).isEqualTo(Errno.ENOENT);
        directory.does("dir_add_image", strings("one", "1"));
        assertThat(directory.write("dir_state_set", e -> e.u8(1))).isEqualTo(-Errno.EBUSY);
        assertThat(directory.write("dir_state_set", e -> e.u8(2))).isEqualTo(-Errno.EINVAL);
        directory.does("dir_remove_image", strings("one", "1"));
        directory.does("dir_state_set", e -> e.u8(1));
        assertThat(directory.omap()).containsEntry("state", "01");
    }

    @Test
    void anIdIsSetOnce() {
        ClassHarness id = new ClassHarness("rbd_id.one");
        assertThat(id.write("set_id", strings("1f"))).isEqualTo(-Errno.ENOENT);
        id.write(new Step.Create(true));
        assertThat(id.refusal("get_id", NOTHING)).isEqualTo(Errno.ENOENT);
        assertThat(id.write("set_id", strings("1/f"))).isEqualTo(-Errno.EINVAL);
        id.does("set_id", strings("1f"));
        assertThat(HexFormat.of().formatHex(id.content())).isEqualTo("020000003166");
        assertThat(id.write("set_id", strings("1f"))).isEqualTo(-Errno.EEXIST);
        assertThat(id.read("get_id", NOTHING, Decoder::string)).isEqualTo("1f");
    }

    @Test
    void clonesOfTheFirstKindAreListedByTheirParent() {
        ClassHarness children = new ClassHarness("rbd_children");
        Consumer<Encoder> parent = e -> e.u64(1).string("10168449e90b").u64(4);
        children.does("add_child", parent.andThen(strings("10959dd93f60")));
        assertThat(children.omap().values())
                .containsExactly("01000000" + "0c000000" + "313039353964643933663630");
        assertThat(children.write("add_child", parent.andThen(strings("10959dd93f60"))))
                .isEqualTo(-Errno.EEXIST);
        children.does("add_child", parent.andThen(strings("0")));
        assertThat(children.list("get_children", parent, Decoder::string))
                .containsExactly("0", "10959dd93f60");
        children.does("remove_child", parent.andThen(strings("0")));
        assertThat(children.write("remove_child", parent.andThen(strings("0"))))
                .isEqualTo(-Errno.ENOENT);
        children.does("remove_child", parent.andThen(strings("10959dd93f60")));
        assertThat(children.omap()).isEmpty();
        assertThat(children.refusal("get_children", parent)).isEqualTo(Errno.ENOENT);
    }

    @Test
    void theTrashKeepsImagesAndTheirState() {
        ClassHarness trash = new ClassHarness("rbd_trash");
        TrashImageSpec spec =
                new TrashImageSpec(0, "c3", Instant.ofEpochSecond(5), Instant.ofEpochSecond(6), 0);
        trash.does("trash_add", e -> e.string("1f").add(spec));
        assertThat(trash.write("trash_add", e -> e.string("1f").add(spec)))
                .isEqualTo(-Errno.EEXIST);
        assertThat(trash.read("trash_get", strings("1f"), TrashImageSpec::decode)).isEqualTo(spec);
        assertThat(trash.write("trash_state_set", e -> e.string("1f").u8(2).u8(1)))
                .isEqualTo(-Errno.ESTALE);
        trash.does("trash_state_set", e -> e.string("1f").u8(2).u8(0));
        trash.does("trash_state_set", e -> e.string("1f").u8(2).u8(0));
        assertThat(trash.map("trash_list", e -> e.string("").u64(10), TrashImageSpec::decode))
                .isEqualTo(Map.of("1f", spec.withState(2)));
        trash.does("trash_remove", strings("1f"));
        assertThat(trash.write("trash_remove", strings("1f"))).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void namespacesAreListed() {
        ClassHarness namespaces = new ClassHarness("rbd_namespace");
        namespaces.does("namespace_add", strings("b"));
        namespaces.does("namespace_add", strings("a"));
        assertThat(namespaces.write("namespace_add", strings("a"))).isEqualTo(-Errno.EEXIST);
        assertThat(namespaces.list("namespace_list", e -> e.string("").u64(10), Decoder::string))
                .containsExactly("a", "b");
        namespaces.does("namespace_remove", strings("a"));
        assertThat(namespaces.write("namespace_remove", strings("a"))).isEqualTo(-Errno.ENOENT);
    }
}
