package dev.rbdgate.rbd.files;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rbdgate.rbd.store.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** A file descriptor of this process. */
final class NativeStoreFile implements StoreFile {

    private static final int ENXIO = 6;

    /**
     * A write is cut where the file's offset is a multiple of this. The page cache keeps what one
     * call writes in as large a folio as fits, and ext4 walks all blocks of a folio for each later
     * write into it: 4 KiB into a folio of 1 MiB cost 20 microseconds of that alone.
     */
    private static final long WRITE_PIECE = 64 << 10;

    private final String path;
    private final int fd;

    /**
     * Cleared when the file system has said that it has no non-blocking buffered writes (ext4), so
     * that it is not asked again for this file.
     */
    private volatile boolean nonBlockingWrites = true;

    NativeStoreFile(String path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    @Override
    public long read(long position, List<ByteBuffer> destination) throws StoreFileException {
        NativeScratch scratch = NativeScratch.get();
        try {
            long done = 0;
            int count;
            while ((count = scratch.describe(destination, done)) > 0) {
                long n = LinuxCalls.preadv2(fd, scratch, count, position + done, 0);
                if (check(n, "read") == 0) {
                    break;
                }
                done += n;
            }
            return done;
        } finally {
            Reference.reachabilityFence(destination);
        }
    }

    @Override
    public long tryReadResident(long position, List<ByteBuffer> destination)
            throws StoreFileException {
        NativeScratch scratch = NativeScratch.get();
        try {
            int count = scratch.describe(destination, 0);
            if (count == 0) {
                return 0;
            }
            long n = LinuxCalls.preadv2(fd, scratch, count, position, LinuxCalls.RWF_NOWAIT);
            return LinuxCalls.wouldWait(n) ? 0 : check(n, "read");
        } finally {
            Reference.reachabilityFence(destination);
        }
    }

    @Override
    public void write(long position, List<ByteBuffer> source) throws StoreFileException {
        NativeScratch scratch = NativeScratch.get();
        try {
            long done = 0;
            int count;
            while ((count = scratch.describe(source, done, pieceAt(position + done))) > 0) {
                long n = LinuxCalls.pwritev2(fd, scratch, count, position + done, 0);
                done += check(n, "write");
            }
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    private static long pieceAt(long position) {
        return WRITE_PIECE - position % WRITE_PIECE;
    }

    @Override
    public long tryWrite(long position, List<ByteBuffer> source) throws StoreFileException {
        if (!nonBlockingWrites) {
            return 0;
        }
        NativeScratch scratch = NativeScratch.get();
        try {
            int count = scratch.describe(source, 0);
            if (count == 0) {
                return 0;
            }
            long n = LinuxCalls.pwritev2(fd, scratch, count, position, LinuxCalls.RWF_NOWAIT);
            if (n == -Errno.EOPNOTSUPP) {
                nonBlockingWrites = false;
            }
            return LinuxCalls.wouldWait(n) ? 0 : check(n, "write");
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    @Override
    public void punchHole(long position, long length) throws StoreFileException {
        check(
                LinuxCalls.fallocate(fd, LinuxCalls.FALLOC_PUNCH_HOLE, position, length),
                "punch hole");
    }

    @Override
    public void allocate(long position, long length) throws StoreFileException {
        check(LinuxCalls.fallocate(fd, LinuxCalls.FALLOC_ALLOCATE, position, length), "allocate");
    }

    @Override
    public void truncate(long size) throws StoreFileException {
        check(LinuxCalls.ftruncate(fd, size), "truncate");
    }

    @Override
    public FileStatus status() throws StoreFileException {
        MemorySegment status = NativeScratch.get().statusSegment();
        check(LinuxCalls.statx(fd, status), "stat");
        return new FileStatus(
                status.get(JAVA_LONG, LinuxCalls.STATX_SIZE),
                status.get(JAVA_LONG, LinuxCalls.STATX_BLOCKS) * LinuxCalls.STATX_BLOCK_BYTES,
                Instant.ofEpochSecond(
                        status.get(JAVA_LONG, LinuxCalls.STATX_MTIME_SECONDS),
                        status.get(JAVA_INT, LinuxCalls.STATX_MTIME_NANOS)));
    }

    @Override
    public long nextData(long position) throws StoreFileException {
        long at = LinuxCalls.lseek(fd, position, LinuxCalls.SEEK_DATA);
        if (at == -ENXIO) {
            return NO_DATA;
        }
        return check(at, "seek data");
    }

    @Override
    public long nextHole(long position) throws StoreFileException {
        long at = LinuxCalls.lseek(fd, position, LinuxCalls.SEEK_HOLE);
        // A position at or past the end: the end is where the hole begins.
        return at == -ENXIO ? position : check(at, "seek hole");
    }

    @Override
    public void sync() throws StoreFileException {
        check(LinuxCalls.fdatasync(fd), "fdatasync");
    }

    @Override
    public void close() {
        LinuxCalls.close(fd);
    }

    private long check(long result, String call) throws StoreFileException {
        if (result < 0) {
            throw failed((int) -result, call);
        }
        return result;
    }

    private StoreFileException failed(int errno, String call) {
        return new StoreFileException(errno, call + " " + path);
    }
}
