package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A sync that runs while an object with snapshots grows records blocks behind the size that the
 * object had. What the host kept of them must not be lost with the next snapshot.
 */
class GrownWhileSyncedTest {

    private static final int BLOCK = BlockBits.BLOCK_BYTES;
    private static final String OBJECT = "object";

    private final MemoryStoreFiles memory = new MemoryStoreFiles(64L << 20);

    /** Run once, before the next write to a layer's file. */
    private Runnable beforeWrite = () -> {};

    private final FileObserver observer =
            new FileObserver() {
                @Override
                public void before(FileOperation operation) {
                    if (operation instanceof FileOperation.Write write
                            && write.path().startsWith(LayerFiles.DIRECTORY)) {
                        Runnable action = beforeWrite;
                        beforeWrite = () -> {};
                        action.run();
                    }
                }
            };

    private static ObjectContext context(LocalObjectStore store) {
        return store.context(store.pool("rbd").orElseThrow(), "");
    }

    /** A context that preserves all snapshots so far and one more. */
    private static ObjectContext underNewSnapshot(ObjectContext context, Long... before) {
        long snap = await(((SelfManagedSnaps) context).createSnap());
        List<Long> snaps = new ArrayList<>(List.of(before));
        snaps.addFirst(snap);
        return context.withSnapContext(new SnapContext(snap, List.copyOf(snaps)));
    }

    private static String block(char content) {
        return String.valueOf(content).repeat(BLOCK);
    }

    @Test
    void whatItHasGrownByOutlivesAPowerLossAndTheNextSnapshot() throws Exception {
        LocalStoreSettings settings = LocalStoreSettings.defaults().withReserveBytes(0);
        LocalObjectStore store =
                LocalObjectStore.open(new ObservedStoreFiles(memory, observer), settings);
        ObjectContext base = context(store);
        assertThat(write(base, OBJECT, hint(), data(0, block('a')))).isZero();
        ObjectContext under = underNewSnapshot(base);
        assertThat(write(under, OBJECT, data(0, block('b')))).isZero();
        beforeWrite = () -> assertThat(flush(under)).isZero();
        assertThat(write(under, OBJECT, data(BLOCK, block('c')))).isZero();

        MemoryStoreFiles kept = memory.copy();
        kept.reboot("second boot");
        await(store.close());
        LocalObjectStore next = LocalObjectStore.open(kept, settings);
        assertThat(read(context(next), OBJECT, BLOCK, 1)).isEqualTo("c");
        ObjectContext later = underNewSnapshot(context(next), 1L);
        assertThat(write(later, OBJECT, data(0, block('d')))).isZero();
        assertThat(read(later, OBJECT, BLOCK, 1)).isEqualTo("c");
        assertThat(read(context(next).withReadSnap(2), OBJECT, BLOCK, 1)).isEqualTo("c");
        await(next.close());
    }
}
