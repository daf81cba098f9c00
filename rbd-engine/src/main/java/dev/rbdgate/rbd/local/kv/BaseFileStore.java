package dev.rbdgate.rbd.local.kv;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;

/**
 * MVStore's file. It only grows: chunks go to its end, and MVStore's two header blocks, which it
 * would overwrite in place, are kept in memory and saved in the header of the next log. So the
 * state that a log header names is never touched again, whatever a crash does to the rest of the
 * file.
 */
final class BaseFileStore extends RandomAccessStore {

    /** FileStore.BLOCK_SIZE of MVStore. */
    private static final int BLOCK_BYTES = 4096;

    private final StoreFile file;
    private final String name;
    private final byte[] header = new byte[LogHeader.BASE_HEADER_BYTES];

    /**
     * @param bytes how much of the file counts; 0 for a new one
     * @param savedHeader MVStore's header blocks of that state
     */
    BaseFileStore(StoreFile file, String name, long bytes, byte[] savedHeader) {
        super(new HashMap<>());
        this.file = file;
        this.name = name;
        System.arraycopy(savedHeader, 0, header, 0, header.length);
        init(name, false);
        setSize(bytes);
        setReuseSpace(false);
    }

    /** Takes storage behind the end of what counts; false if there is none. */
    boolean reserve(long bytes) throws StoreFileException {
        try {
            file.allocate(Math.max(size(), header.length), bytes);
            return true;
        } catch (StoreFileException e) {
            if (e.errno() == Errno.ENOSPC || e.errno() == Errno.EDQUOT) {
                return false;
            }
            throw e;
        }
    }

    synchronized byte[] savedHeader() {
        return header.clone();
    }

    @Override
    public synchronized ByteBuffer readFully(SFChunk chunk, long position, int length) {
        readCount.incrementAndGet();
        readBytes.addAndGet(length);
        if (position < header.length) {
            if (position + length > header.length) {
                throw misuse("read across the header", position);
            }
            return ByteBuffer.wrap(header.clone(), (int) position, length).slice();
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(length);
        try {
            if (file.read(position, List.of(direct)) != length) {
                throw misuse("read past the end", position);
            }
        } catch (StoreFileException e) {
            throw failed(DataUtils.ERROR_READING_FAILED, e);
        }
        return direct;
    }

    @Override
    protected synchronized void writeFully(SFChunk chunk, long position, ByteBuffer source) {
        int length = source.remaining();
        writeCount.incrementAndGet();
        writeBytes.addAndGet(length);
        if (position < header.length) {
            if (position + length > header.length) {
                throw misuse("write across the header", position);
            }
            source.get(header, (int) position, length);
            setSize(Math.max(size(), header.length));
            return;
        }
        if (position < size()) {
            throw misuse("overwrite of a chunk", position);
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(length).put(source).flip();
        try {
            file.write(position, List.of(direct));
        } catch (StoreFileException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, e);
        }
        setSize(position + length);
    }

    @Override
    protected long getAfterLastBlock_() {
        return size() / BLOCK_BYTES;
    }

    /** Chunks that nobody needs any more stay until the store moves to another base file. */
    @Override
    public void truncate(long size) {}

    @Override
    public int getMovePriority(int block) {
        return Integer.MAX_VALUE;
    }

    @Override
    public void sync() {
        try {
            file.sync();
        } catch (StoreFileException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } finally {
            super.close();
        }
    }

    @Override
    public void open(String fileName, boolean readOnly, char[] encryptionKey) {
        throw misuse("open of an open file", 0);
    }

    @Override
    public FileStore<SFChunk> open(String fileName, boolean readOnly) {
        throw misuse("open of an open file", 0);
    }

    @Override
    public void backup(ZipOutputStream out) {
        throw misuse("backup", 0);
    }

    @Override
    public String toString() {
        return name;
    }

    private MVStoreException misuse(String what, long position) {
        return DataUtils.newMVStoreException(
                DataUtils.ERROR_INTERNAL, "{0} at {1} of {2}", what, position, name);
    }

    private static MVStoreException failed(int error, StoreFileException e) {
        return DataUtils.newMVStoreException(error, "{0}", e.getMessage(), e);
    }
}
