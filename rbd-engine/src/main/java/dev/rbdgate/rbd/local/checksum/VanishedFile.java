package dev.rbdgate.rbd.local.checksum;

import dev.rbdgate.rbd.files.FileStatus;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * Stands for a file that its record says is there and that is not: it can neither be read nor
 * written, and must not be taken for zeros. It can be deleted, and made anew then.
 */
record VanishedFile(String path, long size) implements StoreFile {

    private StoreFileException gone() {
        return new StoreFileException(Errno.EIO, "find file " + path + ", which was there");
    }

    @Override
    public long read(long position, List<ByteBuffer> destination) throws StoreFileException {
        throw gone();
    }

    @Override
    public long tryReadResident(long position, List<ByteBuffer> destination) {
        return 0;
    }

    @Override
    public void write(long position, List<ByteBuffer> source) throws StoreFileException {
        throw gone();
    }

    @Override
    public long tryWrite(long position, List<ByteBuffer> source) {
        return 0;
    }

    @Override
    public void punchHole(long position, long length) throws StoreFileException {
        throw gone();
    }

    @Override
    public void allocate(long position, long length) throws StoreFileException {
        throw gone();
    }

    @Override
    public void truncate(long newSize) throws StoreFileException {
        throw gone();
    }

    @Override
    public FileStatus status() {
        return new FileStatus(size, 0, Instant.EPOCH);
    }

    @Override
    public long nextData(long position) {
        return position < size ? position : NO_DATA;
    }

    @Override
    public long nextHole(long position) {
        return Math.max(position, size);
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
}
