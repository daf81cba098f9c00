package dev.rbdgate.rbd.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.local.kv.KvLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left to tidy stays on record until it is tidied. */
class TidierTest {

    private static final long POOL = 1;

    private final Workers workers = new Workers(LocalStoreSettings.defaults());

    @AfterEach
    void stop() {
        workers.shutdown();
    }

    @Test
    void snapshotThatWritesMayStillPreserveIsLeftForLater() throws Exception {
        MemoryStoreFiles files = new MemoryStoreFiles(64L << 20);
        files.createDirectory(StoreParts.KV);
        KeyValueStore kv = KeyValueStore.open(files, StoreParts.KV, KvLimits.DEFAULT);
        Snapshots snapshots = Snapshots.load(kv);
        long snap = snapshots.create(POOL);
        byte[] leftToDo = Keys.numbered(Keys.REMOVED_SNAP, POOL, snap);
        // Its removal has come as far as its record.
        kv.commit(new KvBatch().put(leftToDo, new byte[0]));
        Tidier tidier = new Tidier(kv, snapshots, workers, new StoreHealth());

        tidier.start(_ -> null);
        await().until(tidier::isIdle);
        assertThat(kv.get(leftToDo)).isNotNull();

        snapshots.remove(POOL, snap);
        tidier.wake();
        await().until(tidier::isIdle);
        assertThat(kv.get(leftToDo)).isNull();
    }
}
