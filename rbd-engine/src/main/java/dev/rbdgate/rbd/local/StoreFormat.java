package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The file {@code format} in the root of a store: one line, {@code rbdgate-store VERSION}.
 *
 * <pre>
 *   1  data objects are their own files
 *   2  objects may have snapshot sets, and layers; a store of format 1 is one without any
 *   3  files may have checksums in the records, which who writes has to keep
 * </pre>
 */
final class StoreFormat {

    /** The newest that this program knows. */
    static final int VERSION = 3;

    /** What a store has without checksums. */
    static final int PLAIN = 2;

    static final int WITH_CHECKSUMS = 3;

    static final String FILE = "format";
    static final String LOCK = "owner.lock";

    private static final String SCRATCH_FILE = "format.new";
    private static final String MAGIC = "rbdgate-store ";
    private static final int MAX_BYTES = 256;

    /** The root of an ext4 file system has it. */
    private static final String LOST_AND_FOUND = "lost+found/";

    private StoreFormat() {}

    /**
     * Refuses a directory that is not a store of a known format.
     *
     * @return whether it is a store; false: it is empty
     */
    static boolean check(StoreFiles files) throws StoreFileException, StoreOpenException {
        if (files.exists(FILE)) {
            version(files);
            return true;
        }
        List<String> present = files.list("");
        // A store whose making was interrupted has its lock, and some of these.
        Set<String> ours =
                present.contains(LOCK)
                        ? Set.of(
                                LOCK,
                                SCRATCH_FILE,
                                StoreParts.KV + "/",
                                StoreParts.POOLS + "/",
                                StoreParts.SCRATCH + "/",
                                LOST_AND_FOUND)
                        : Set.of(LOST_AND_FOUND);
        List<String> foreign =
                present.stream().filter(name -> !ours.contains(name)).sorted().toList();
        if (!foreign.isEmpty()) {
            throw new StoreOpenException(
                    "Directory %s is not an rbdgate store, and not empty: it holds %s. Name an empty"
                                    .formatted(files.describe(), foreign.getFirst())
                            + " directory, or the one of an existing store.");
        }
        return false;
    }

    /** The format of a store, which this program knows. */
    static int version(StoreFiles files) throws StoreFileException, StoreOpenException {
        StoreFile file = files.open(FILE);
        String text;
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_BYTES);
            buffer.limit((int) file.read(0, List.of(buffer)));
            text = StandardCharsets.UTF_8.decode(buffer).toString().strip();
        } finally {
            file.close();
        }
        int version;
        try {
            version = text.startsWith(MAGIC) ? Integer.parseInt(text.substring(MAGIC.length())) : 0;
        } catch (NumberFormatException _) {
            version = 0;
        }
        if (version < 1) {
            throw new StoreOpenException(
                    "File %s/%s does not say \"%s%d\". Restore it, or name the directory of a store."
                            .formatted(files.describe(), FILE, MAGIC, VERSION));
        }
        if (version > VERSION) {
            throw new StoreOpenException(
                    "The store in %s has format %d, and this program knows formats up to %d. Use a"
                                    .formatted(files.describe(), version, VERSION)
                            + " newer rbdgate.");
        }
        return version;
    }

    /** Says, durably, that the directory is a store. The last step of making one. */
    static void write(StoreFiles files, int version) throws StoreFileException {
        if (files.exists(SCRATCH_FILE)) {
            files.delete(SCRATCH_FILE);
        }
        byte[] text = (MAGIC + version + "\n").getBytes(StandardCharsets.UTF_8);
        StoreFile file = files.create(SCRATCH_FILE);
        try {
            file.write(0, List.of(ByteBuffer.allocateDirect(text.length).put(text).flip()));
            file.sync();
        } finally {
            file.close();
        }
        files.rename(SCRATCH_FILE, FILE);
        files.syncDirectory("");
    }
}
