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
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random work, power losses at random moments that keep random parts of what was not synced. */
class StorePowerLossTest {

    private static final long CAPACITY = 256L << 20;
    private static final int OBJECTS = 6;
    private static final int OPERATIONS = 160;
    private static final int CUTS = 40;

    /** A state that an object had: missing, or these bytes. */
    private static final String MISSING = "error 2";

    /** How its stores are opened. */
    LocalStoreSettings settings() {
        return LocalStoreSettings.defaults().withReserveBytes(0);
    }

    /** What had happened when the recording was this long. */
    private record Moment(int recorded, Map<String, String> flushed) {}

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final FileRecording recording = new FileRecording();
    private final Map<String, String> states = new HashMap<>();
    private final List<Moment> moments = new ArrayList<>();

    /** Per object, each change: how long the recording was when it began, and what it made. */
    private final Map<String, List<Map.Entry<Integer, String>>> changes = new HashMap<>();

    @Test
    void whatWasFlushedIsThereAndRecordsAreWhole() throws Exception {
        MemoryStoreFiles initial = new MemoryStoreFiles(CAPACITY);
        LocalObjectStore store =
                LocalObjectStore.open(
                        new ObservedStoreFiles(new MemoryStoreFiles(CAPACITY), recording),
                        settings());
        ObjectContext context = store.context(store.pool("rbd").orElseThrow(), "");
        moments.add(new Moment(recording.size(), Map.of()));
        for (int i = 1; i <= OPERATIONS; i++) {
            step(context, i);
        }
        int end = recording.size();
        await(store.close());
        PowerLoss powerLoss = new PowerLoss(initial, recording.entries());
        int begin = moments.getFirst().recorded();
        for (int i = 0; i < CUTS; i++) {
            int cut = begin + random.nextInt(end - begin + 1);
            int share = random.nextInt(5);
            Random chance = new Random(random.nextLong());
            MemoryStoreFiles left = powerLoss.after(cut, (_, _) -> chance.nextInt(4) < share);
            left.reboot("second-boot");
            verify(left, cut);
        }
    }

    private void step(ObjectContext context, int number) {
        int began = recording.size();
        String name = (random.nextBoolean() ? "data" : "record") + random.nextInt(OBJECTS);
        boolean isData = name.startsWith("data");
        String content =
                (char) ('A' + number % 26) + ("" + number).repeat(1 + random.nextInt(3000));
        String before = states.getOrDefault(name, MISSING);
        int kind = random.nextInt(10);
        if (kind == 0) {
            assertThat(flush(context)).isZero();
            moments.add(new Moment(recording.size(), Map.copyOf(states)));
            return;
        }
        if (kind == 1 && !before.equals(MISSING)) {
            assertThat(write(context, name, new Step.Remove())).isZero();
            change(name, began, MISSING);
        } else if (kind == 2 && isData) {
            // Several steps: an intent, or a file that is made whole.
            assertThat(
                            write(
                                    context,
                                    name,
                                    hint(),
                                    new Step.Truncate(0),
                                    data(0, content),
                                    new Step.SetXattr("size", text(content.length()))))
                    .isZero();
            change(name, began, content);
        } else if (isData) {
            assertThat(write(context, name, hint(), new Step.WriteFull(full(content)))).isZero();
            change(name, began, content);
        } else {
            assertThat(
                            write(
                                    context,
                                    name,
                                    new Step.WriteFull(full(content)),
                                    new Step.OmapSet(
                                            Map.of(OmapKey.of("size"), text(content.length())))))
                    .isZero();
            change(name, began, content);
        }
    }

    private static List<ByteBuffer> full(String content) {
        return List.of(Calls.direct(content));
    }

    private static byte[] text(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private void change(String name, int began, String state) {
        states.put(name, state);
        changes.computeIfAbsent(name, _ -> new ArrayList<>()).add(Map.entry(began, state));
    }

    private void verify(MemoryStoreFiles left, int cut) throws Exception {
        Moment flushed = moments.getFirst();
        for (Moment moment : moments) {
            if (moment.recorded() <= cut) {
                flushed = moment;
            }
        }
        LocalObjectStore store = LocalObjectStore.open(left, settings());
        try {
            assertThat(store.uncleanHostRestart()).isTrue();
            ObjectContext context = store.context(store.pool("rbd").orElseThrow(), "");
            for (Map.Entry<String, List<Map.Entry<Integer, String>>> object : changes.entrySet()) {
                verifyObject(context, object.getKey(), object.getValue(), flushed, cut);
            }
        } finally {
            await(store.close());
        }
        assertThat(StoreCheck.run(left, true)).as("seed %d, cut %d", seed, cut).isEmpty();
    }

    private void verifyObject(
            ObjectContext context,
            String name,
            List<Map.Entry<Integer, String>> history,
            Moment flushed,
            int cut) {
        Set<String> allowed = new HashSet<>();
        allowed.add(flushed.flushed().getOrDefault(name, MISSING));
        boolean later = false;
        for (Map.Entry<Integer, String> change : history) {
            if (change.getKey() >= flushed.recorded() && change.getKey() <= cut) {
                allowed.add(change.getValue());
                later = true;
            }
        }
        boolean whole = name.startsWith("record") || !later;
        String actual = read(context, name, 0, 1 << 16);
        if (whole) {
            assertThat(actual).as("seed %d, cut %d, %s", seed, cut, name).isIn(allowed);
        }
        if (name.startsWith("record") && !actual.equals(MISSING)) {
            assertThat(omapSize(context, name)).isEqualTo("" + actual.length());
        }
    }

    private static String omapSize(ObjectContext context, String name) {
        ReadOperation.Answer answer =
                await(
                                context.query(
                                        name,
                                        ReadOperation.of(
                                                new ReadOperation.Step.OmapList(
                                                        OmapKey.of(""), OmapKey.of(""), 1))))
                        .getFirst();
        if (answer instanceof ReadOperation.Answer.Omap omap) {
            return new String(omap.entries().get(OmapKey.of("size")), StandardCharsets.US_ASCII);
        }
        throw new ObjectStoreException(1, "no omap");
    }
}
