package dev.rbdgate.rbd.files;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rbdgate.rbd.store.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library's file calls, for 64-bit Linux: the constants below are the same on x86_64 and
 * aarch64. Each answers the call's result, or the negated error number.
 */
final class LinuxCalls {

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_CLOEXEC = 0x80000;

    /** preadv2, pwritev2: answer EAGAIN instead of waiting (Linux 4.14). */
    static final int RWF_NOWAIT = 8;

    static final int FALLOC_ALLOCATE = 0;

    /** FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE. */
    static final int FALLOC_PUNCH_HOLE = 3;

    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    /** LOCK_EX | LOCK_NB. */
    static final int LOCK_EXCLUSIVE_NOW = 6;

    /** struct statx (Linux UAPI linux/stat.h): offsets of the fields used. */
    static final int STATX_BYTES = 256;

    static final int STATX_SIZE = 40;
    static final int STATX_BLOCKS = 48;
    static final int STATX_MTIME_SECONDS = 112;
    static final int STATX_MTIME_NANOS = 120;

    /** stx_blocks counts in these, whatever the file system's block is. */
    static final int STATX_BLOCK_BYTES = 512;

    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int EINTR = 4;

    /** File modes: the owner reads and writes, its group reads. */
    private static final int MODE = 0640;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemorySegment EMPTY_PATH = Arena.global().allocateFrom("");

    private static final MethodHandle OPEN =
            bind(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle PREADV2 = bind("preadv2", vectorCall());
    private static final MethodHandle PWRITEV2 = bind("pwritev2", vectorCall());
    private static final MethodHandle FALLOCATE =
            bind(
                    "fallocate",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FTRUNCATE =
            bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle LSEEK =
            bind("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FDATASYNC =
            bind("fdatasync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FSYNC =
            bind("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SYNCFS =
            bind("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FLOCK =
            bind("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle STATX =
            bind(
                    "statx",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

    private LinuxCalls() {}

    private static FunctionDescriptor vectorCall() {
        return FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT);
    }

    @SuppressWarnings("restricted") // native access is what this class is for
    private static MethodHandle bind(
            String name, FunctionDescriptor descriptor, Linker.Option... more) {
        MemorySegment symbol =
                LINKER.defaultLookup()
                        .find(name)
                        .orElseThrow(() ->
                                new UnsupportedOperationException("the C library has no " + name));
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = ERRNO;
        return LINKER.downcallHandle(symbol, descriptor, options);
    }

    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            NativeScratch scratch = NativeScratch.get();
            MemorySegment name = arena.allocateFrom(path);
            int fd;
            do {
                fd = (int) OPEN.invokeExact(scratch.errnoSegment(), name, flags, MODE);
            } while (fd < 0 && scratch.errno() == EINTR);
            return fd < 0 ? -scratch.errno() : fd;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(NativeScratch.get().errnoSegment(), fd);
            assert ignored == 0 : "close of a descriptor that is not open";
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long preadv2(int fd, NativeScratch scratch, int count, long position, int flags) {
        try {
            long n;
            do {
                n =
                        (long)
                                PREADV2.invokeExact(
                                        scratch.errnoSegment(),
                                        fd,
                                        scratch.vectorSegment(),
                                        count,
                                        position,
                                        flags);
            } while (n < 0 && scratch.errno() == EINTR);
            return n < 0 ? -scratch.errno() : n;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long pwritev2(int fd, NativeScratch scratch, int count, long position, int flags) {
        try {
            long n;
            do {
                n =
                        (long)
                                PWRITEV2.invokeExact(
                                        scratch.errnoSegment(),
                                        fd,
                                        scratch.vectorSegment(),
                                        count,
                                        position,
                                        flags);
            } while (n < 0 && scratch.errno() == EINTR);
            return n < 0 ? -scratch.errno() : n;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int fallocate(int fd, int mode, long position, long length) {
        try {
            NativeScratch scratch = NativeScratch.get();
            int result;
            do {
                result =
                        (int)
                                FALLOCATE.invokeExact(
                                        scratch.errnoSegment(), fd, mode, position, length);
            } while (result < 0 && scratch.errno() == EINTR);
            return result < 0 ? -scratch.errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int ftruncate(int fd, long size) {
        try {
            NativeScratch scratch = NativeScratch.get();
            int result;
            do {
                result = (int) FTRUNCATE.invokeExact(scratch.errnoSegment(), fd, size);
            } while (result < 0 && scratch.errno() == EINTR);
            return result < 0 ? -scratch.errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long lseek(int fd, long position, int whence) {
        try {
            NativeScratch scratch = NativeScratch.get();
            long at = (long) LSEEK.invokeExact(scratch.errnoSegment(), fd, position, whence);
            return at < 0 ? -scratch.errno() : at;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Not repeated after any error: a failed sync has lost what it was to save. */
    static int fdatasync(int fd) {
        try {
            NativeScratch scratch = NativeScratch.get();
            int result = (int) FDATASYNC.invokeExact(scratch.errnoSegment(), fd);
            return result < 0 ? -scratch.errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Not repeated after any error, as {@link #fdatasync}. */
    static int fsync(int fd) {
        try {
            NativeScratch scratch = NativeScratch.get();
            int result = (int) FSYNC.invokeExact(scratch.errnoSegment(), fd);
            return result < 0 ? -scratch.errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int syncfs(int fd) {
        try {
            NativeScratch scratch = NativeScratch.get();
            int result = (int) SYNCFS.invokeExact(scratch.errnoSegment(), fd);
            return result < 0 ? -scratch.errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int flock(int fd, int operation) {
        try {
            NativeScratch scratch = NativeScratch.get();
            int result = (int) FLOCK.invokeExact(scratch.errnoSegment(), fd, operation);
            return result < 0 ? -scratch.errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int statx(int fd, MemorySegment status) {
        try {
            NativeScratch scratch = NativeScratch.get();
            int result =
                    (int)
                            STATX.invokeExact(
                                    scratch.errnoSegment(),
                                    fd,
                                    EMPTY_PATH,
                                    AT_EMPTY_PATH,
                                    STATX_BASIC_STATS,
                                    status);
            return result < 0 ? -scratch.errno() : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Whether a non-blocking call answered that it would have to wait, or cannot be made here. */
    static boolean wouldWait(long result) {
        return result == -Errno.EAGAIN || result == -Errno.EOPNOTSUPP;
    }

    private static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException runtime -> runtime;
            default -> new IllegalStateException("a native call threw", e);
        };
    }
}
