package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.files.NativeStoreFiles;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on real files: what the contract leaves to it. */
class LocalObjectStoreTest {

    private static final LocalStoreSettings SETTINGS =
            LocalStoreSettings.defaults().withReserveBytes(0);

    @TempDir Path directory;
    private LocalObjectStore store;
    private ObjectContext context;

    @BeforeEach
    void open() throws Exception {
        store = LocalObjectStore.open(directory, SETTINGS);
        context = store.context(store.pool("rbd").orElseThrow(), "");
    }

    @AfterEach
    void close() {
        await(store.close());
    }

    private void reopen() throws Exception {
        close();
        open();
    }

    @Test
    void newStoreHasPoolRbdWithIdOne() {
        assertThat(store.pools()).containsExactly(new ObjectStore.Pool(1, "rbd"));
        assertThat(store.kind()).isEqualTo("local");
        assertThat(store.uncleanStop()).isFalse();
    }

    @Test
    void dataObjectIsOneSparseFile() throws Exception {
        assertThat(write(context, "rbd_data.1", hint(), data(8192, "tail"))).isZero();
        try (var files = Files.walk(directory.resolve("pools"))) {
            Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            assertThat(file.getFileName()).hasToString("rbd_data.1");
            assertThat(Files.size(file)).isEqualTo(8196);
        }
        assertThat(await(context.extents("rbd_data.1", 0, 16384)))
                .containsExactly(
                        new AllocationExtent(0, 8192, false),
                        new AllocationExtent(8192, 4, true),
                        new AllocationExtent(8196, 8188, false));
    }

    @Test
    void everythingIsThereAfterReopening() throws Exception {
        write(context, "data", hint(), data(0, "content"));
        write(
                context,
                "meta",
                data(0, "payload"),
                new Step.OmapSet(Map.of(OmapKey.of("key"), new byte[] {1, 2})),
                new Step.SetXattr("name", new byte[] {3}));
        String id = store.id();
        long instance = store.instanceId();
        reopen();
        assertThat(store.id()).isEqualTo(id);
        assertThat(store.instanceId()).isEqualTo(instance + 1);
        assertThat(store.uncleanStop()).isFalse();
        assertThat(read(context, "data", 0, 100)).isEqualTo("content");
        assertThat(read(context, "meta", 3, 100)).isEqualTo("load");
        List<ReadOperation.Answer> answers =
                await(
                        context.query(
                                "meta",
                                ReadOperation.of(
                                        new ReadOperation.Step.OmapList(
                                                OmapKey.of(""), OmapKey.of(""), 10),
                                        new ReadOperation.Step.GetXattrs())));
        ReadOperation.Answer.Omap omap = (ReadOperation.Answer.Omap) answers.get(0);
        assertThat(omap.entries().get(OmapKey.of("key"))).containsExactly(1, 2);
        ReadOperation.Answer.Xattrs xattrs = (ReadOperation.Answer.Xattrs) answers.get(1);
        assertThat(xattrs.values().get("name")).containsExactly(3);
        assertThat(await(context.list(""))).containsExactlyInAnyOrder("data", "meta");
        assertThat(await(context.list("da"))).containsExactly("data");
    }

    @Test
    void zeroFreesStorageAndKeepsTheSize() {
        String block = "x".repeat(65536);
        write(context, "data", hint(), data(0, block));
        assertThat(write(context, "data", new Step.Zero(4096, 8192))).isZero();
        assertThat(await(context.extents("data", 0, 65536)))
                .containsExactly(
                        new AllocationExtent(0, 4096, true),
                        new AllocationExtent(4096, 8192, false),
                        new AllocationExtent(12288, 65536 - 12288, true));
        assertThat(read(context, "data", 4096, 8192)).isEqualTo("\0".repeat(8192));
        assertThat(read(context, "data", 12288, 65536)).hasSize(65536 - 12288);
    }

    @Test
    void severalStepsOnADataObjectTakeEffectTogether() {
        assertThat(
                        write(
                                context,
                                "data",
                                hint(),
                                data(0, "abcdef"),
                                new Step.Truncate(3),
                                new Step.SetXattr("a", new byte[1])))
                .isZero();
        assertThat(read(context, "data", 0, 10)).isEqualTo("abc");
        assertThat(write(context, "data", data(0, "xx"), data(4, "yy"))).isZero();
        assertThat(read(context, "data", 0, 10)).isEqualTo("xxc\0yy");
        assertThat(
                        write(
                                context,
                                "data",
                                data(0, "zz"),
                                new Step.CompareExtent(0, List.of(Calls.direct("xy")))))
                .isEqualTo(-(Errno.MAX + 1));
        assertThat(read(context, "data", 0, 2)).isEqualTo("xx");
        assertThat(write(context, "data", new Step.Remove())).isZero();
        assertThat(read(context, "data", 0, 2)).isEqualTo("error 2");
    }

    @Test
    void namesOfAnyCharactersAreKept() throws Exception {
        String name = "../%41/Ä ~.";
        write(context, name, hint(), data(0, "file"));
        write(context, name + "2", data(0, "record"));
        reopen();
        assertThat(read(context, name, 0, 10)).isEqualTo("file");
        assertThat(await(context.list("../"))).containsExactlyInAnyOrder(name, name + "2");
        assertThat(write(context, "", data(0, "x"))).isEqualTo(-Errno.EINVAL);
        assertThat(write(context, "a\0b", data(0, "x"))).isEqualTo(-Errno.EINVAL);
        assertThat(write(context, "x".repeat(2049), data(0, "x"))).isEqualTo(-Errno.ENAMETOOLONG);
        assertThat(write(context, "x".repeat(300), hint(), data(0, "x")))
                .isEqualTo(-Errno.ENAMETOOLONG);
        assertThat(write(context, "x".repeat(300), data(0, "x"))).isZero();
    }

    @Test
    void namespacesAndPoolsAreApart() {
        ObjectStore.Pool other = store.createPool("other");
        assertThat(other.id()).isEqualTo(2);
        ObjectContext elsewhere = store.context(other, "");
        ObjectContext inside = store.context(store.pool("rbd").orElseThrow(), "tenant");
        write(context, "a", data(0, "1"));
        write(inside, "a", hint(), data(0, "2"));
        assertThat(read(elsewhere, "a", 0, 1)).isEqualTo("error 2");
        assertThat(read(inside, "a", 0, 1)).isEqualTo("2");
        assertThat(await(inside.list(""))).containsExactly("a");
    }

    @Test
    void secondOwnerIsRefusedAndToldWho() {
        StoreOpenException refused =
                assertThrows(
                        StoreOpenException.class, () -> LocalObjectStore.open(directory, SETTINGS));
        assertThat(refused.getMessage())
                .contains("in use by process " + ProcessHandle.current().pid())
                .contains(directory.toString())
                .contains("Stop it first");
        assertThat(write(context, "a", data(0, "1"))).isZero();
    }

    @Test
    void closedStoreRefusesCalls() {
        close();
        assertThat(read(context, "a", 0, 1)).isEqualTo("error " + Errno.ESHUTDOWN);
        assertThat(write(context, "a", data(0, "1"))).isEqualTo(-Errno.ESHUTDOWN);
        assertThat(flush(context)).isEqualTo(-Errno.ESHUTDOWN);
    }

    @Test
    void moreObjectsThanMayStayOpenAreStillServed() throws Exception {
        close();
        store =
                LocalObjectStore.open(
                        NativeStoreFiles.in(directory), SETTINGS.withMaxOpenObjects(8));
        context = store.context(store.pool("rbd").orElseThrow(), "");
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                assertThat(write(context, "o" + i, hint(), data(round, "" + round))).isZero();
            }
        }
        assertThat(flush(context)).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(read(context, "o" + i, 0, 10)).isEqualTo("012");
        }
    }
}
