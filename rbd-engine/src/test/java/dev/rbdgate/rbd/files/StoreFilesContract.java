package dev.rbdgate.rbd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every implementation of the file seam does alike. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class StoreFilesContract {

    private static final int BLOCK = 4096;

    private StoreFiles files;

    /** An empty tree. */
    abstract StoreFiles emptyTree() throws Exception;

    @BeforeEach
    void make() throws Exception {
        files = emptyTree();
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static String read(StoreFile file, long position, int length) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length);
        byte[] bytes = new byte[(int) file.read(position, List.of(buffer))];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void assertErrno(int errno, Executable call) {
        assertThat(assertThrows(StoreFileException.class, call).errno()).isEqualTo(errno);
    }

    @Test
    void readsBackWhatWasWrittenAndLeavesBuffersAlone() throws Exception {
        StoreFile file = files.create("a");
        ByteBuffer inner = direct("..bcd..").position(2).limit(5);
        file.write(1, List.of(direct("a"), inner, direct(""), direct("e")));
        assertThat(inner.position()).isEqualTo(2);
        assertThat(inner.limit()).isEqualTo(5);
        assertThat(read(file, 0, 100)).isEqualTo("\0abcde");
        assertThat(read(file, 6, 100)).isEmpty();
        ByteBuffer left = direct("--");
        ByteBuffer right = direct("------");
        assertThat(file.read(2, List.of(left, right))).isEqualTo(4);
        assertThat(left).isEqualTo(direct("bc"));
        assertThat(right).isEqualTo(direct("de----"));
        file.close();
    }

    @Test
    void takesMoreBuffersThanOneCallHolds() throws Exception {
        StoreFile file = files.create("a");
        List<ByteBuffer> many = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < StoreFile.MAX_BUFFERS * 2 + 3; i++) {
            many.add(direct("" + i % 10));
            all.append(i % 10);
        }
        file.write(0, many);
        assertThat(read(file, 0, 10_000)).isEqualTo(all.toString());
        List<ByteBuffer> pieces = new ArrayList<>();
        many.forEach(_ -> pieces.add(ByteBuffer.allocateDirect(1)));
        assertThat(file.read(0, pieces)).isEqualTo(many.size());
        assertThat(pieces).isEqualTo(many);
        file.close();
    }

    @Test
    void aLongWriteFromAnyPositionIsWhole() throws Exception {
        StoreFile file = files.create("a");
        StringBuilder all = new StringBuilder();
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int length : List.of(1, 100_000, 65_536, 7, 131_072)) {
            String part = ("" + buffers.size()).repeat(length);
            buffers.add(direct(part));
            all.append(part);
        }
        file.write(1001, buffers);
        assertThat(read(file, 1001, all.length() + 1)).isEqualTo(all.toString());
        assertThat(file.status().size()).isEqualTo(1001 + all.length());
        file.close();
    }

    @Test
    void whatWasJustWrittenIsResident() throws Exception {
        StoreFile file = files.create("a");
        file.write(0, List.of(direct("x".repeat(BLOCK))));
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
        assertThat(file.tryReadResident(0, List.of(buffer))).isEqualTo(BLOCK);
        assertThat(buffer.get(BLOCK - 1)).isEqualTo((byte) 'x');
        file.close();
    }

    @Test
    void writingWithoutWaitingWritesAPrefix() throws Exception {
        StoreFile file = files.create("a");
        file.write(0, List.of(direct("-".repeat(BLOCK))));
        int written = (int) file.tryWrite(0, List.of(direct("x".repeat(BLOCK))));
        assertThat(read(file, 0, BLOCK))
                .isEqualTo("x".repeat(written) + "-".repeat(BLOCK - written));
        file.close();
    }

    @Test
    void holesReadAsZeroTakeNoStorageAndAreFound() throws Exception {
        StoreFile file = files.create("a");
        file.write(0, List.of(direct("x".repeat(16 * BLOCK))));
        long full = file.status().allocatedBytes();
        assertThat(full).isGreaterThanOrEqualTo(16 * BLOCK);
        file.punchHole(4 * BLOCK - 1, 8 * BLOCK + 2);
        assertThat(file.status().size()).isEqualTo(16 * BLOCK);
        assertThat(full - file.status().allocatedBytes()).isGreaterThanOrEqualTo(8 * BLOCK);
        assertThat(file.nextData(0)).isZero();
        assertThat(file.nextHole(0)).isEqualTo(4 * BLOCK);
        assertThat(file.nextData(4 * BLOCK)).isEqualTo(12 * BLOCK);
        assertThat(file.nextHole(12 * BLOCK)).isEqualTo(16 * BLOCK);
        assertThat(file.nextData(16 * BLOCK)).isEqualTo(StoreFile.NO_DATA);
        assertThat(file.nextHole(17 * BLOCK)).isEqualTo(17 * BLOCK);
        assertThat(read(file, 4 * BLOCK - 2, 4)).isEqualTo("x\0\0\0");
        assertThat(read(file, 12 * BLOCK, 3)).isEqualTo("\0xx");
        file.close();
    }

    @Test
    void truncateCutsAndGrowsWithZeros() throws Exception {
        StoreFile file = files.create("a");
        file.write(0, List.of(direct("abcdef")));
        file.truncate(2);
        file.truncate(5);
        assertThat(read(file, 0, 10)).isEqualTo("ab\0\0\0");
        file.allocate(0, 3 * BLOCK);
        assertThat(file.status().size()).isEqualTo(3 * BLOCK);
        assertThat(file.status().allocatedBytes()).isGreaterThanOrEqualTo(3 * BLOCK);
        assertThat(read(file, BLOCK, 2)).isEqualTo("\0\0");
        file.close();
    }

    @Test
    void namesAreCreatedListedRenamedAndDeleted() throws Exception {
        files.createDirectory("d");
        files.createDirectory("d/e");
        files.create("d/a").close();
        StoreFile other = files.create("d/b");
        other.write(0, List.of(direct("b")));
        other.sync();
        other.close();
        files.syncDirectory("d");
        files.syncDirectory("");
        files.syncAll();
        assertThat(files.list("d")).containsExactlyInAnyOrder("a", "b", "e/");
        files.rename("d/b", "d/a");
        assertThat(files.list("d")).containsExactlyInAnyOrder("a", "e/");
        StoreFile renamed = files.open("d/a");
        assertThat(read(renamed, 0, 10)).isEqualTo("b");
        renamed.close();
        files.delete("d/a");
        files.delete("d/e");
        files.delete("d");
        assertThat(files.list("")).isEmpty();
        assertThat(files.exists("d")).isFalse();
    }

    @Test
    void refusalsCarryTheErrorNumber() throws Exception {
        files.createDirectory("d");
        files.create("d/a").close();
        assertErrno(Errno.ENOENT, () -> files.open("none"));
        assertErrno(Errno.EEXIST, () -> files.create("d/a"));
        assertErrno(Errno.ENOENT, () -> files.create("none/a"));
        assertErrno(Errno.EEXIST, () -> files.createDirectory("d"));
        assertErrno(Errno.ENOENT, () -> files.createDirectory("none/d"));
        assertErrno(Errno.ENOENT, () -> files.delete("none"));
        assertErrno(39, () -> files.delete("d"));
        assertErrno(Errno.ENOENT, () -> files.rename("none", "d/b"));
        assertErrno(Errno.ENOENT, () -> files.list("none"));
        assertErrno(Errno.ENOENT, () -> files.syncDirectory("none"));
        assertThat(assertThrows(StoreFileException.class, () -> files.open("none")))
                .hasMessageContaining("none")
                .hasMessageContaining("no such file");
    }

    @Test
    void heapBuffersAreRefused() throws Exception {
        StoreFile file = files.create("a");
        List<ByteBuffer> heap = List.of(ByteBuffer.allocate(1));
        assertThrows(IllegalArgumentException.class, () -> file.write(0, heap));
        assertThrows(IllegalArgumentException.class, () -> file.read(0, heap));
        file.close();
    }

    @Test
    void aLockHasOneOwnerAndTellsWho() throws Exception {
        StoreFiles.FileLock lock = files.lock("lock", "the first");
        FileLockedException refused =
                assertThrows(FileLockedException.class, () -> files.lock("lock", "the second"));
        assertThat(refused.owner()).isEqualTo("the first");
        lock.close();
        files.lock("lock", "the second").close();
    }

    @Test
    void spaceAndBootAreKnown() throws Exception {
        assertThat(files.space().totalBytes()).isPositive();
        assertThat(files.space().availableBytes()).isPositive();
        assertThat(files.hostBootId()).isNotEmpty().isEqualTo(files.hostBootId());
    }
}
