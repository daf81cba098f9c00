package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.local.checksum.ChecksumRecords;
import dev.rbdgate.rbd.local.checksum.ChecksummedFiles;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a store keeps checksums, which is written in the store: who opens it keeps them, too, or
 * says otherwise. The format tells programs that know nothing of them to stay away.
 */
final class StoreChecksums {

    private static final Logger LOG = LoggerFactory.getLogger(StoreChecksums.class);
    private static final byte[] KEPT = Keys.store("checksums");

    private StoreChecksums() {}

    /** The files to keep data in; those given, if the store keeps no checksums. */
    static StoreFiles dataFiles(StoreFiles files, KeyValueStore kv, LocalStoreSettings settings)
            throws StoreFileException {
        ChecksumRecords records = new ChecksumRecords(kv, Keys.CHECKSUM);
        boolean kept = kv.get(KEPT) != null;
        boolean keeps =
                switch (settings.checksums()) {
                    case KEEP -> kept;
                    case ON -> true;
                    case OFF -> false;
                };
        if (keeps && !kept) {
            StoreFormat.write(files, StoreFormat.WITH_CHECKSUMS);
            kv.commit(new KvBatch().put(KEPT, new byte[] {1}));
            kv.sync();
            LOG.info("The store in {} keeps checksums of its data from now on", files.describe());
        } else if (kept && !keeps) {
            records.removeAll();
            kv.commit(new KvBatch().remove(KEPT));
            kv.sync();
            StoreFormat.write(files, StoreFormat.PLAIN);
            LOG.warn(
                    "The store in {} keeps no checksums any more: damage to its data is not noticed",
                    files.describe());
        }
        return keeps ? new ChecksummedFiles(files, records, settings.nanoTime()) : files;
    }
}
