package dev.rbdgate.rbd.files;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * An open file. Positions and lengths are bytes. Buffers are direct; their positions and limits
 * stay as they are. Used from any thread, but {@link #close} not while another call runs.
 */
public interface StoreFile {

    /** Most buffers of one call: IOV_MAX of Linux. */
    int MAX_BUFFERS = 1024;

    /** Answer of {@link #nextData} if there is no data any more. */
    long NO_DATA = -1;

    /**
     * Fills {@code destination} from {@code position} on.
     *
     * @return bytes read, fewer only at the end of the file
     */
    long read(long position, List<ByteBuffer> destination) throws StoreFileException;

    /**
     * Like {@link #read}, but stops before the first byte that would need a wait for the disk.
     *
     * @return bytes read, possibly 0; also 0 where the system cannot tell
     */
    long tryReadResident(long position, List<ByteBuffer> destination) throws StoreFileException;

    /** Writes all of {@code source}, growing the file. */
    void write(long position, List<ByteBuffer> source) throws StoreFileException;

    /**
     * Writes if that needs no wait.
     *
     * @return bytes written from the start of {@code source}; the caller writes the rest
     */
    long tryWrite(long position, List<ByteBuffer> source) throws StoreFileException;

    /** Frees a range, which reads as zero then; the size stays. */
    void punchHole(long position, long length) throws StoreFileException;

    /** Reserves storage for a range, growing the file with zeros if it ends before. */
    void allocate(long position, long length) throws StoreFileException;

    void truncate(long size) throws StoreFileException;

    FileStatus status() throws StoreFileException;

    /** The first position at or after {@code position} that holds data, or {@link #NO_DATA}. */
    long nextData(long position) throws StoreFileException;

    /** The first position at or after {@code position} in a hole; the end of the file is one. */
    long nextHole(long position) throws StoreFileException;

    /** Makes content and size durable (fdatasync). */
    void sync() throws StoreFileException;

    void close();
}
