package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.buffer;
import static dev.rbdgate.rbd.store.StoreCalls.join;
import static dev.rbdgate.rbd.store.StoreCalls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.cls.ObjectClassException;
import dev.rbdgate.rbd.cls.ObjectClasses;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.rados.ClassCalls.Method;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The object classes in Java against those of a real OSD: the same random calls on both, the same
 * answers, errors and objects, byte for byte but for times, random names and who the caller is.
 */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
class ClassParityTest {

    private static final int CALLS = Integer.getInteger("calls", 6000);
    private static final Set<String> CONTENT =
            Set.of(ClassCalls.MAP, ClassCalls.DATA, ClassCalls.ID, ClassCalls.OLD_HEADER);
    private static final long A_DAY = 86_400;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int MOST_DEFECTS = 25;
    private static final int MOST_PER_METHOD = 2;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final List<String> defects = new ArrayList<>();
    private final Map<String, Integer> defectsByMethod = new HashMap<>();

    @Test
    void everyMethodIsCalled() {
        TreeSet<String> expected = new TreeSet<>();
        for (String name : List.of(ObjectClasses.RBD, ObjectClasses.LOCK)) {
            ObjectClasses.methods(name).forEach(method -> expected.add(name + "." + method));
        }
        assertThat(new ClassCalls(random).methods().keySet()).containsAll(expected);
    }

    @Test
    void randomCallsAnswerAlikeAndLeaveTheSameObjects() throws Exception {
        MemoryObjectStore memory = new MemoryObjectStore();
        RadosObjectStore rados = RadosObjectStore.open(SharedCluster.cluster().settings(1));
        Twin java = new Twin(memory.context(MemoryObjectStore.POOL, ""), 1_700_000_000L);
        Twin osd =
                new Twin(
                        rados.context(rados.pools().getFirst(), SharedCluster.freshNamespace()),
                        System.currentTimeMillis() / 1000);
        ClassCalls calls = new ClassCalls(random);
        List<Method> methods = List.copyOf(calls.methods().values());
        for (int i = 0; i < CALLS && defects.size() < MOST_DEFECTS; i++) {
            Method method = methods.get(random.nextInt(methods.size()));
            // Not those that keep content, which a header has none of: an OSD takes it for an
            // image of format 1, whatever it is.
            boolean stray = random.nextInt(50) == 0 && !CONTENT.contains(method.object());
            String object = stray ? ClassCalls.HEADER : method.object();
            if (random.nextInt(60) == 0) {
                prepare(java, osd, object);
            }
            compare(java, osd, method, object);
        }
        join(rados.close());
        assertThat(defects).as("-Dseed=%d, all: %s", seed, defectsByMethod).isEmpty();
    }

    /** Removes an object, and mostly makes it again: empty, or with a header of format 1. */
    private void prepare(Twin java, Twin osd, String object) {
        Step again =
                object.equals(ClassCalls.OLD_HEADER)
                        ? new Step.WriteFull(List.of(buffer(oldHeader())))
                        : new Step.Create(false);
        boolean remains = random.nextInt(3) != 0;
        for (Twin twin : List.of(java, osd)) {
            write(twin.context, object, new Step.Remove());
            if (remains) {
                write(twin.context, object, again);
            }
        }
    }

    /** Format 1: text, prefix, signature, version, order and size; no snapshots. */
    private static byte[] oldHeader() {
        byte[] header = new byte[112];
        copy("<<< Rados Block Device Image >>>\n", header, 0);
        copy("rb.0.1110.6b8b4567", header, 40);
        copy("RBD", header, 64);
        copy("001.005", header, 68);
        header[76] = 22;
        header[83] = 1;
        return header;
    }

    private static void copy(String text, byte[] to, int at) {
        for (int i = 0; i < text.length(); i++) {
            to[at + i] = (byte) text.charAt(i);
        }
    }

    private void compare(Twin java, Twin osd, Method method, String object)
            throws ObjectClassException {
        // Both inputs are made from the same random numbers: they differ in the caller only.
        long inputSeed = random.nextLong();
        long cut = random.nextLong();
        boolean writes = ObjectClasses.writes(method.className(), method.name());
        boolean asWrite = writes || random.nextInt(8) == 0;
        random.setSeed(inputSeed);
        byte[] javaInput = input(method, java.context.instanceId(), cut);
        random.setSeed(inputSeed);
        byte[] osdInput = input(method, osd.context.instanceId(), cut);
        String javaAnswer = java.call(method, object, javaInput, asWrite, writes);
        String osdAnswer = osd.call(method, object, osdInput, asWrite, writes);
        String javaState = java.state(object);
        String osdState = osd.state(object);
        if (!javaAnswer.equals(osdAnswer) || !javaState.equals(osdState)) {
            defectsByMethod.merge(method.name(), 1, Integer::sum);
            if (defectsByMethod.getOrDefault(method.name(), 0) <= MOST_PER_METHOD) {
                defects.add(
                        """
                        %s.%s on %s, input %s%s
                          Java: %s %s
                          OSD:  %s %s\
                        """
                                .formatted(
                                        method.className(),
                                        method.name(),
                                        object,
                                        shortened(HexFormat.of().formatHex(osdInput)),
                                        asWrite ? " in a write" : "",
                                        javaAnswer,
                                        javaState.equals(osdState) ? "" : javaState,
                                        osdAnswer,
                                        javaState.equals(osdState) ? "" : osdState));
            }
            write(java.context, object, new Step.Remove());
            write(osd.context, object, new Step.Remove());
        }
    }

    /** Mostly whole; sometimes cut off or with something behind it. */
    private static byte[] input(Method method, long instanceId, long cut) {
        byte[] whole = Encoder.bytes(e -> method.input().write(e, instanceId));
        return switch ((int) Long.remainderUnsigned(cut, 12)) {
            case 0 ->
                    Arrays.copyOf(
                            whole, (int) Long.remainderUnsigned(cut >>> 8, whole.length + 1L));
            case 1 -> Arrays.copyOf(whole, whole.length + (int) (cut >>> 8 & 7));
            default -> whole;
        };
    }

    private static String shortened(String text) {
        return text.length() < 400 ? text : text.substring(0, 400) + "...";
    }

    /** One of the two stores, and what of its bytes is its own. */
    private record Twin(ObjectContext context, long epochSeconds) {

        String call(Method method, String object, byte[] input, boolean asWrite, boolean writes) {
            if (asWrite) {
                Step exec = new Step.Exec(method.className(), method.name(), input);
                // A method that only reads is a guard for what else the operation does.
                int result =
                        writes
                                ? write(context, object, exec)
                                : write(context, object, exec, new Step.SetXattr("x", input));
                return "result " + result;
            }
            try {
                Answer answer =
                        join(context.query(
                                        object,
                                        ReadOperation.of(
                                                new ReadOperation.Step.Exec(
                                                        method.className(), method.name(), input))))
                                .getFirst();
                return switch (answer) {
                    case Answer.Bytes(byte[] bytes) -> "output " + masked(bytes);
                    case Answer.Failed(int errno) -> "result " + -errno;
                    case Answer other -> throw new AssertionError(other);
                };
            } catch (ObjectStoreException e) {
                return "result " + -e.errno();
            }
        }

        String state(String object) {
            try {
                List<Answer> answers =
                        join(
                                context.query(
                                        object,
                                        ReadOperation.of(
                                                new ReadOperation.Step.Read(0, 1 << 20),
                                                new ReadOperation.Step.GetXattrs(),
                                                new ReadOperation.Step.OmapList(
                                                        OmapKey.of(""), OmapKey.of(""), 1000))));
                StringBuilder text = new StringBuilder();
                for (Answer answer : answers) {
                    switch (answer) {
                        case Answer.Bytes(byte[] bytes) ->
                                text.append("data ").append(masked(bytes));
                        case Answer.Xattrs(var values) -> append(text, "xattrs", values);
                        case Answer.Omap(var entries, _) -> append(text, "omap", entries);
                        case Answer.Stat _, Answer.Failed _ -> throw new AssertionError(answer);
                    }
                }
                return text.toString();
            } catch (ObjectStoreException e) {
                return "absent " + e.errno();
            }
        }

        private void append(StringBuilder text, String what, Map<?, byte[]> values) {
            text.append(' ').append(what);
            values.forEach(
                    (key, value) -> text.append(' ').append(key).append('=').append(masked(value)));
        }

        /** Hex, without the caller's id and address, times of now, and random names. */
        private String masked(byte[] bytes) {
            String hex = HexFormat.of().formatHex(withoutTimes(bytes));
            String self = HexFormat.of().formatHex(Encoder.bytes(e -> e.u64(context.instanceId())));
            return shortened(
                    hex.replace(self, "<client>        ")
                            // entity_addr: length, type, nonce, length 16, AF_INET.
                            .replaceAll("(1c000000.{8}).{8}(100000000200)", "$1<nonce> $2")
                            // A UUID as text: 36 characters with dashes.
                            .replaceAll(
                                    "((3[0-9]|6[1-6]){8}2d)((3[0-9]|6[1-6]){4}2d){3}(3[0-9]|6[1-6]){12}",
                                    "<uuid>"));
        }

        private byte[] withoutTimes(byte[] bytes) {
            byte[] masked = bytes.clone();
            for (int at = 0; at + 8 <= masked.length; at++) {
                ByteBuffer time = ByteBuffer.wrap(masked, at, 8).order(ByteOrder.LITTLE_ENDIAN);
                long seconds = Integer.toUnsignedLong(time.getInt());
                long nanos = Integer.toUnsignedLong(time.getInt());
                if (Math.abs(seconds - epochSeconds) < A_DAY && nanos < NANOS_PER_SECOND) {
                    Arrays.fill(masked, at, at + 8, (byte) 0);
                    at += 7;
                }
            }
            return masked;
        }
    }
}
