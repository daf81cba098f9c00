package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.flush;
import static dev.rbdgate.rbd.local.Calls.hint;
import static dev.rbdgate.rbd.local.Calls.read;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Power is lost after every file operation of a store with checksums, in the middle of overwrites
 * and while records of checksums come and go: nothing reads as damaged.
 */
class ChecksumPowerLossTest {

    private static final long CAPACITY = 64L << 20;
    private static final int OBJECTS = 5;
    private static final int STEPS = 120;
    private static final int MAX_BYTES = 20_000;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);

    /** Files are closed soon, and those that are open get their records soon. */
    private static LocalStoreSettings settings(AtomicLong nanos) {
        return LocalStoreSettings.defaults()
                .withReserveBytes(0)
                .withMaxOpenObjects(2)
                .withNanoTime(() -> nanos.addAndGet(Duration.ofSeconds(10).toNanos()))
                .withChecksums(Checksums.ON);
    }

    @Test
    void noPowerLossLooksLikeDamage() throws Exception {
        AtomicLong nanos = new AtomicLong();
        FileRecording recording = new FileRecording();
        LocalObjectStore store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(CAPACITY), recording),
                        settings(nanos));
        int opened = recording.size();
        ObjectContext context = context(store);
        for (int i = 0; i < STEPS; i++) {
            step(context);
        }
        await(store.close());
        PowerLoss powerLoss = new PowerLoss(new MemoryStoreFiles(CAPACITY), recording.entries());
        for (int cut = opened; cut <= recording.size(); cut++) {
            int share = random.nextInt(5);
            Random chance = new Random(random.nextLong());
            MemoryStoreFiles left = powerLoss.after(cut, (_, _) -> chance.nextInt(4) < share);
            left.reboot("second-boot");
            verify(left, "seed %d, cut %d of %d".formatted(seed, cut, recording.size()));
        }
    }

    private static ObjectContext context(LocalObjectStore store) {
        return store.context(store.pool("rbd").orElseThrow(), "");
    }

    private void step(ObjectContext context) {
        String name = "x" + random.nextInt(OBJECTS);
        int offset = random.nextInt(MAX_BYTES);
        int length = 1 + random.nextInt(MAX_BYTES);
        String content = Character.toString('A' + random.nextInt(26)).repeat(length);
        int result =
                switch (random.nextInt(10)) {
                    case 0 -> write(context, name, new Step.Remove());
                    case 1 -> write(context, name, hint(), new Step.Truncate(offset));
                    case 2 -> write(context, name, hint(), new Step.Zero(offset, length));
                    case 3, 4 -> flush(context);
                    case 5 -> write(context, name, hint(), data(offset, "!"));
                    case 6 -> write(context, name, hint(), data(0, content), data(offset, "!"));
                    default -> write(context, name, hint(), data(offset, content));
                };
        assertThat(result).as("seed %d", seed).isIn(0, -2);
    }

    private static void verify(MemoryStoreFiles left, String when) throws Exception {
        assertThat(StoreCheck.run(left, true)).as(when).isEmpty();
        LocalObjectStore store = LocalObjectStore.open(left, settings(new AtomicLong()));
        for (int i = 0; i < OBJECTS; i++) {
            String content = read(context(store), "x" + i, 0, 2 * MAX_BYTES);
            assertThat(content).as("x%d, %s", i, when).isNotEqualTo("error 5");
            assertThat(write(context(store), "x" + i, hint(), data(10, "after"))).isZero();
        }
        await(store.close());
        assertThat(StoreCheck.run(left, true)).as("closed, %s", when).isEmpty();
    }
}
