package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.flush;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SnapshotModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random work under snapshots, and at random moments the end of the process, or of the host with
 * random parts of what was not synced. The background's tidying is in the recording, too.
 */
class SnapshotCrashTest {

    private static final long CAPACITY = 256L << 20;
    private static final List<String> NAMES = List.of("data1", "data2", "data3", "record1");
    private static final int STEPS = 150;
    private static final int CUTS = 25;
    private static final int MAX_SNAPS = 5;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);

    /** How its stores are opened. */
    LocalStoreSettings settings() {
        return LocalStoreSettings.defaults().withReserveBytes(0);
    }

    /** What the model was when the recording was this long. */
    private record State(
            int began,
            int recorded,
            boolean flushed,
            Map<String, byte[]> heads,
            Map<Long, Map<String, byte[]>> snaps) {}

    private LocalObjectStore open(StoreFiles files) throws Exception {
        return LocalObjectStore.open(files, settings());
    }

    private static ObjectContext context(LocalObjectStore store) {
        return store.context(store.pool("rbd").orElseThrow(), "");
    }

    private static void awaitTidy(LocalObjectStore store) {
        while (!store.isTidy()) {
            Thread.onSpinWait();
        }
    }

    @RepeatedTest(2)
    void aKilledProcessLosesNothing() throws Exception {
        MemoryStoreFiles memory = new MemoryStoreFiles(CAPACITY);
        LocalObjectStore store = open(memory);
        SnapshotModel model = new SnapshotModel(context(store), random, NAMES, MAX_SNAPS);
        for (int i = 0; i < STEPS; i++) {
            model.step();
            if (random.nextInt(10) == 0) {
                MemoryStoreFiles left = memory.copy();
                LocalObjectStore next = open(left);
                model.verify(context(next), "seed " + seed + ", step " + i);
                awaitTidy(next);
                model.verify(context(next), "tidy, seed " + seed + ", step " + i);
                await(next.close());
                assertThat(StoreCheck.run(left, true)).as("seed %d", seed).isEmpty();
            }
        }
        await(store.close());
    }

    @RepeatedTest(2)
    void aHostThatFailsLosesNothingThatWasFlushedAndNoSnapshotOfThat() throws Exception {
        FileRecording recording = new FileRecording();
        MemoryStoreFiles initial = new MemoryStoreFiles(CAPACITY);
        LocalObjectStore store =
                open(new ObservedStoreFiles(new MemoryStoreFiles(CAPACITY), recording));
        ObjectContext context = context(store);
        SnapshotModel model = new SnapshotModel(context, random, NAMES, MAX_SNAPS);
        List<State> states = new ArrayList<>();
        states.add(state(0, recording, true, model));
        for (int i = 0; i < STEPS; i++) {
            int began = recording.size();
            boolean flushes = random.nextInt(8) == 0;
            if (flushes) {
                assertThat(flush(context)).isZero();
            } else {
                model.step();
            }
            states.add(state(began, recording, flushes, model));
        }
        int end = recording.size();
        await(store.close());
        PowerLoss powerLoss = new PowerLoss(initial, recording.entries());
        for (int i = 0; i < CUTS; i++) {
            int cut =
                    states.getFirst().recorded()
                            + random.nextInt(end - states.getFirst().recorded() + 1);
            int share = random.nextInt(5);
            Random chance = new Random(random.nextLong());
            MemoryStoreFiles left = powerLoss.after(cut, (_, _) -> chance.nextInt(4) < share);
            left.reboot("second-boot");
            verify(left, cut, states);
        }
    }

    private static State state(
            int began, FileRecording recording, boolean flushed, SnapshotModel model) {
        return new State(began, recording.size(), flushed, model.heads(), model.snaps());
    }

    private void verify(MemoryStoreFiles left, int cut, List<State> states) throws Exception {
        int flushed = 0;
        int last = 0;
        for (int i = 0; i < states.size(); i++) {
            if (states.get(i).flushed() && states.get(i).recorded() <= cut) {
                flushed = i;
            }
            if (states.get(i).began() <= cut) {
                last = i;
            }
        }
        String when = "seed " + seed + ", cut " + cut;
        LocalObjectStore store = open(left);
        verify(context(store), states.subList(flushed, last + 1), cut, when);
        awaitTidy(store);
        verify(context(store), states.subList(flushed, last + 1), cut, "tidy, " + when);
        await(store.close());
        assertThat(StoreCheck.run(left, true)).as(when).isEmpty();
    }

    private static void verify(ObjectContext context, List<State> since, int cut, String when) {
        State flushed = since.getFirst();
        for (String name : NAMES) {
            List<byte @Nullable []> heads = new ArrayList<>();
            since.forEach(state -> heads.add(state.heads().get(name)));
            assertAmong(SnapshotModel.content(context, name), heads, when + ", head of " + name);
            for (long snap : since.getLast().snaps().keySet()) {
                byte[] actual = SnapshotModel.content(context.withReadSnap(snap), name);
                String what = when + ", snapshot " + snap + " of " + name;
                if (flushed.snaps().containsKey(snap)) {
                    SnapshotModel.assertSame(actual, flushed.snaps().get(snap).get(name), what);
                } else {
                    List<byte @Nullable []> before = new ArrayList<>();
                    boolean taken = false;
                    for (State state : since) {
                        if (!state.snaps().containsKey(snap)) {
                            before.add(state.heads().get(name));
                        } else {
                            taken = state.recorded() <= cut;
                            break;
                        }
                    }
                    if (taken) {
                        assertAmong(actual, before, what);
                    }
                }
            }
        }
    }

    /** Each byte is one that it was in some state; missing and zero are alike there. */
    private static void assertAmong(
            byte @Nullable [] actual, List<byte @Nullable []> states, String what) {
        if (actual == null) {
            assertThat(states).as("%s is missing", what).containsNull();
            return;
        }
        for (int i = 0; i < actual.length; i++) {
            boolean known = false;
            for (byte[] state : states) {
                known |= actual[i] == (state == null || i >= state.length ? 0 : state[i]);
            }
            assertThat(known).as("%s has %d at %d", what, actual[i], i).isTrue();
        }
        int length = actual.length;
        for (int i = length; i < 2 * SnapshotModel.MAX_BYTES; i++) {
            boolean known = false;
            for (byte[] state : states) {
                known |= state == null || i >= state.length || state[i] == 0;
            }
            assertThat(known).as("%s ends at %d, before %d", what, length, i).isTrue();
        }
    }
}
