package dev.rbdgate.rbd.local.kv;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What begins a log: the state of the base that its records build on.
 *
 * @param log the log's number; the newest valid one counts
 * @param sequence of the first record
 * @param base number of the base file
 * @param baseBytes how much of the base file belongs to the state; 0: there is none yet
 * @param baseHeader the two header blocks of MVStore, which live here and not in the base file, so
 *     that nothing in it is ever overwritten
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
record LogHeader(long log, long sequence, long base, long baseBytes, byte[] baseHeader) {

    /** Records begin here, after the header. */
    static final int BYTES = 16384;

    /** MVStore's header: two blocks of 4096 bytes. */
    static final int BASE_HEADER_BYTES = 8192;

    /** "RBDGLOG1". */
    private static final long MAGIC = 0x524244474c4f4731L;

    private static final int CHECKED_FROM = 16;

    void write(StoreFile file) throws StoreFileException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        buffer.putLong(MAGIC).putLong(0);
        buffer.putLong(log).putLong(sequence).putLong(base).putLong(baseBytes).put(baseHeader);
        buffer.clear();
        buffer.putLong(Long.BYTES, checksum(buffer));
        file.write(0, List.of(buffer));
    }

    /** The header of a log, or null if there is none, whole. */
    static @Nullable LogHeader read(StoreFile file) throws StoreFileException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        if (file.read(0, List.of(buffer)) < BYTES
                || buffer.getLong(0) != MAGIC
                || buffer.getLong(Long.BYTES) != checksum(buffer)) {
            return null;
        }
        buffer.position(CHECKED_FROM);
        long log = buffer.getLong();
        long sequence = buffer.getLong();
        long base = buffer.getLong();
        long baseBytes = buffer.getLong();
        byte[] baseHeader = new byte[BASE_HEADER_BYTES];
        buffer.get(baseHeader);
        return new LogHeader(log, sequence, base, baseBytes, baseHeader);
    }

    private static long checksum(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().clear().position(CHECKED_FROM));
        return crc.getValue();
    }
}
