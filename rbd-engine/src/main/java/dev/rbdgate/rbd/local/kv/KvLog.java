package dev.rbdgate.rbd.local.kv;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log file. Appending is for one thread at a time, syncing for any. Its blocks are reserved or
 * recycled, so that a sync need not write the file system's journal.
 */
final class KvLog {

    private static final int ERASE_BYTES = 256 << 10;

    private final StoreFile file;
    private final LogHeader header;
    private long end = LogHeader.BYTES;
    private long sequence;

    private KvLog(StoreFile file, LogHeader header) {
        this.file = file;
        this.header = header;
        this.sequence = header.sequence();
    }

    /** Makes a log of a file whose content does not matter, durably but for its name. */
    static KvLog begin(StoreFile file, LogHeader header, long reserveBytes)
            throws StoreFileException {
        file.allocate(0, LogHeader.BYTES + reserveBytes);
        header.write(file);
        file.sync();
        return new KvLog(file, header);
    }

    /** Opens a log for {@link #replay}, or answers null if the file is none. */
    static @Nullable KvLog existing(StoreFile file) throws StoreFileException {
        LogHeader header = LogHeader.read(file);
        return header == null ? null : new KvLog(file, header);
    }

    /**
     * Whether its file has all the space that it was given, durably, before it counted; a shorter
     * one has lost its end, and perhaps records.
     */
    boolean isWhole(long reserveBytes) throws StoreFileException {
        return file.status().size() >= LogHeader.BYTES + reserveBytes;
    }

    LogHeader header() {
        return header;
    }

    /** Sequence of the next record. */
    long nextSequence() {
        return sequence;
    }

    /** Bytes of records. */
    long recordBytes() {
        return end - LogHeader.BYTES;
    }

    /** Appends one record, of header and payload as {@link KvRecord} encodes it. */
    void append(ByteBuffer record) throws StoreFileException {
        file.write(end, List.of(record));
        // Only now: what a failed write left behind is overwritten by the next one.
        end += record.remaining();
        sequence++;
    }

    /** Hands over the changes of every whole record, in order, and ends at the first torn one. */
    void replay(Consumer<KvChange> changes) throws StoreFileException {
        ByteBuffer head = ByteBuffer.allocateDirect(KvRecord.HEADER_BYTES);
        long fileBytes = file.status().size();
        while (end + KvRecord.HEADER_BYTES <= fileBytes) {
            head.clear();
            file.read(end, List.of(head));
            long length = Integer.toUnsignedLong(head.getInt(0)) + KvRecord.HEADER_BYTES;
            if (end + length > fileBytes || length > Integer.MAX_VALUE) {
                return;
            }
            ByteBuffer record = ByteBuffer.allocateDirect((int) length);
            file.read(end, List.of(record));
            List<KvChange> decoded = KvRecord.decode(record, header.log(), sequence);
            if (decoded == null) {
                return;
            }
            decoded.forEach(changes);
            end += length;
            sequence++;
        }
    }

    /** Overwrites what lies behind the last record, durably. Needs no space. */
    void eraseTail() throws StoreFileException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ERASE_BYTES);
        long fileBytes = file.status().size();
        for (long at = end; at < fileBytes; at += ERASE_BYTES) {
            zeros.limit((int) Math.min(ERASE_BYTES, fileBytes - at));
            file.write(at, List.of(zeros));
        }
        file.sync();
    }

    void sync() throws StoreFileException {
        file.sync();
    }

    void close() {
        file.close();
    }
}
