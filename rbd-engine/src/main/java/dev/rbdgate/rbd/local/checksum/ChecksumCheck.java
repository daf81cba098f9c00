package dev.rbdgate.rbd.local.checksum;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;

/** Compares the files of a store that nobody has open with their records. */
public final class ChecksumCheck {

    private static final int READ_TOGETHER = 256 * BlockSums.BLOCK_BYTES;

    private final StoreFiles files;
    private final ChecksumRecords records;
    private final BiConsumer<String, String> found;

    /**
     * @param found is told a path, and what is wrong with it
     */
    public ChecksumCheck(
            StoreFiles files, ChecksumRecords records, BiConsumer<String, String> found) {
        this.files = files;
        this.records = records;
        this.found = found;
    }

    /**
     * @param readData whether to read what is in the files, too
     */
    public void run(boolean readData) throws StoreFileException {
        for (var entry : records.lengths().entrySet()) {
            String path = entry.getKey();
            ChecksumRecords.Content content = readData ? records.get(path) : null;
            try {
                if (!files.exists(path)) {
                    found.accept(path, "is missing");
                    continue;
                }
                StoreFile file = files.open(path);
                try {
                    checkLength(path, file, entry.getValue());
                    if (content != null) {
                        checkContent(path, file, content);
                    }
                } finally {
                    file.close();
                }
            } catch (StoreFileException e) {
                found.accept(path, "cannot be read: " + e.getMessage());
            }
        }
    }

    private void checkLength(String path, StoreFile file, long expected) throws StoreFileException {
        long length = file.status().size();
        if (length != expected) {
            found.accept(path, "has %d bytes instead of %d".formatted(length, expected));
        }
    }

    private void checkContent(String path, StoreFile file, ChecksumRecords.Content content)
            throws StoreFileException {
        ByteBuffer piece = ByteBuffer.allocateDirect(READ_TOGETHER);
        int damaged = 0;
        long first = 0;
        for (long at = 0; at < content.size(); at += READ_TOGETHER) {
            piece.clear().limit((int) Math.min(READ_TOGETHER, content.size() - at));
            int done = (int) file.read(at, List.of(piece));
            BlockReader reader = new BlockReader(List.of(piece.limit(done)));
            for (int read = 0; read < done; read += BlockSums.BLOCK_BYTES) {
                int bytes = Math.min(BlockSums.BLOCK_BYTES, done - read);
                if (!content.sums().matches(BlockSums.blockOf(at + read), reader.next(bytes))) {
                    first = damaged == 0 ? at + read : first;
                    damaged++;
                }
            }
        }
        if (damaged > 0) {
            found.accept(
                    path,
                    "holds %d blocks of %d bytes that are not what was written, the first at byte %d"
                            .formatted(damaged, BlockSums.BLOCK_BYTES, first));
        }
    }
}
