package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import java.nio.ByteBuffer;
import java.util.List;

/** The content of a data object, with access to it. */
interface DataSource {

    /**
     * Fills {@code destination} from {@code offset} on.
     *
     * @return bytes read, fewer only at the end of the content
     */
    long read(long offset, List<ByteBuffer> destination) throws StoreFileException;

    /** The first offset from {@code from} on that holds storage, or {@link StoreFile#NO_DATA}. */
    long nextData(long from) throws StoreFileException;

    /** The first offset from {@code from} on that holds none; the end is one. */
    long nextHole(long from) throws StoreFileException;

    /** All of it in one file. */
    record Plain(StoreFile file) implements DataSource {
        @Override
        public long read(long offset, List<ByteBuffer> destination) throws StoreFileException {
            return file.read(offset, destination);
        }

        @Override
        public long nextData(long from) throws StoreFileException {
            return file.nextData(from);
        }

        @Override
        public long nextHole(long from) throws StoreFileException {
            return file.nextHole(from);
        }
    }
}
