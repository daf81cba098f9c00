package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.direct;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An atomic write is there whole or not at all, whenever process or host end. */
class AtomicWriteTest {

    private static final long CAPACITY = 64L << 20;
    private static final int LENGTH = LocalObjectStore.ATOMIC_WRITE_BYTES;
    private static final String OLD = "o".repeat(LENGTH);
    private static final String NEW = "n".repeat(LENGTH);

    private final Random random = new Random(20261123);

    /** How its stores are opened. */
    LocalStoreSettings settings() {
        return LocalStoreSettings.defaults().withReserveBytes(0);
    }

    private static ObjectContext context(LocalObjectStore store) {
        return store.context(store.pool("rbd").orElseThrow(), "");
    }

    private static Step atomic(String text) {
        return new Step.AtomicWrite(0, List.of(direct(text)));
    }

    /** Cuts a recording everywhere from a moment on, in each of the ways a host may fail. */
    private void assertWholeAtEveryCut(
            FileRecording recording, int from, List<String> allowed, List<String> acknowledged)
            throws Exception {
        PowerLoss powerLoss = new PowerLoss(new MemoryStoreFiles(CAPACITY), recording.entries());
        for (int cut = from; cut <= recording.size(); cut++) {
            for (int share = 0; share <= 4; share++) {
                int kept = share;
                MemoryStoreFiles left = powerLoss.after(cut, (_, _) -> random.nextInt(4) < kept);
                left.reboot("second-boot");
                LocalObjectStore store = LocalObjectStore.open(left, settings());
                assertThat(read(context(store), "a", 0, LENGTH))
                        .as("cut %d, share %d", cut, share)
                        .isIn(cut == recording.size() ? acknowledged : allowed);
                await(store.close());
            }
        }
    }

    private static final class Killed implements FileObserver {
        private final MemoryStoreFiles files;
        private final List<MemoryStoreFiles> left = new ArrayList<>();
        private boolean watching;

        Killed(MemoryStoreFiles files) {
            this.files = files;
        }

        @Override
        public void before(FileOperation operation) {
            if (watching) {
                left.add(files.copy());
            }
        }
    }

    @Test
    void isThereWholeOrNotAfterTheHostFailed() throws Exception {
        FileRecording recording = new FileRecording();
        LocalObjectStore store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(CAPACITY), recording),
                        settings());
        ObjectContext context = context(store);
        write(context, "a", hint(), data(0, OLD));
        flush(context);
        int from = recording.size();
        assertThat(write(context, "a", atomic(NEW))).isZero();
        assertWholeAtEveryCut(recording, from, List.of(OLD, NEW), List.of(NEW));
        await(store.close());
    }

    @Test
    void isThereWholeOrNotAfterTheHostFailedUnderASnapshot() throws Exception {
        FileRecording recording = new FileRecording();
        LocalObjectStore store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(CAPACITY), recording),
                        settings());
        ObjectContext context = context(store);
        write(context, "a", hint(), data(0, OLD));
        flush(context);
        long snap = await(((SelfManagedSnaps) context).createSnap());
        ObjectContext after = context.withSnapContext(new SnapContext(snap, List.of(snap)));
        int from = recording.size();
        assertThat(write(after, "a", atomic(NEW))).isZero();
        assertThat(read(after.withReadSnap(snap), "a", 0, LENGTH)).isEqualTo(OLD);
        assertWholeAtEveryCut(recording, from, List.of(OLD, NEW), List.of(NEW));
        await(store.close());
    }

    @Test
    void isThereWholeOrNotAfterTheProcessWasKilled() throws Exception {
        MemoryStoreFiles files = new MemoryStoreFiles(CAPACITY);
        Killed killed = new Killed(files);
        LocalObjectStore store =
                LocalObjectStore.open(new ObservedStoreFiles(files, killed), settings());
        ObjectContext context = context(store);
        write(context, "a", hint(), data(0, OLD));
        killed.watching = true;
        assertThat(write(context, "a", atomic(NEW))).isZero();
        killed.watching = false;
        assertThat(killed.left).hasSizeGreaterThan(3);
        for (MemoryStoreFiles left : killed.left) {
            LocalObjectStore next = LocalObjectStore.open(left, settings());
            assertThat(read(context(next), "a", 0, LENGTH)).isIn(OLD, NEW);
            await(next.close());
        }
        await(store.close());
    }

    @Test
    void makesANewObjectWhole() throws Exception {
        FileRecording recording = new FileRecording();
        LocalObjectStore store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(CAPACITY), recording),
                        settings());
        int from = recording.size();
        assertThat(write(context(store), "a", hint(), atomic(NEW))).isZero();
        String missing = "error " + Errno.ENOENT;
        assertWholeAtEveryCut(recording, from, List.of(missing, NEW), List.of(missing, NEW));
        await(store.close());
    }

    @Test
    void oneThatIsTooLongIsRefused() throws Exception {
        LocalObjectStore store = LocalObjectStore.open(new MemoryStoreFiles(CAPACITY), settings());
        ObjectContext context = context(store);
        assertThat(write(context, "a", hint(), atomic(NEW + "n"))).isEqualTo(-Errno.EINVAL);
        assertThat(read(context, "a", 0, 1)).isEqualTo("error " + Errno.ENOENT);
        await(store.close());
    }

    @Test
    void aFullDiskRefusesItAndStaysInService() throws Exception {
        MemoryStoreFiles files = new MemoryStoreFiles(CAPACITY);
        LocalObjectStore store = LocalObjectStore.open(files, settings());
        ObjectContext context = context(store);
        write(context, "a", hint(), new Step.Truncate(0), data(1 << 20, "end"));
        flush(context);
        files.setCapacity(0);
        assertThat(write(context, "a", atomic(NEW))).isEqualTo(-Errno.ENOSPC);
        assertThat(store.failure()).isEmpty();
        assertThat(read(context, "a", 0, 3)).isEqualTo("\0\0\0");
        files.setCapacity(CAPACITY);
        assertThat(write(context, "a", atomic(NEW))).isZero();
        assertThat(read(context, "a", 0, 3)).isEqualTo("nnn");
        await(store.close());
    }
}
