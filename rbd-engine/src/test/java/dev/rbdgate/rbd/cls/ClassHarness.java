package dev.rbdgate.rbd.cls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** An object in memory whose class methods are called as a client would. */
final class ClassHarness {

    static final Consumer<Encoder> NOTHING = _ -> {};

    final MemoryObjectStore store;
    private final ObjectContext context;
    private final String object;

    ClassHarness(String object) {
        this(new MemoryObjectStore(), object);
    }

    ClassHarness(MemoryObjectStore store, String object) {
        this.store = store;
        this.context = store.context(MemoryObjectStore.POOL, "");
        this.object = object;
    }

    /** The result of a method that writes. */
    int write(String className, String method, Consumer<Encoder> input) {
        return write(new Step.Exec(className, method, Encoder.bytes(input)));
    }

    int write(String method, Consumer<Encoder> input) {
        return write("rbd", method, input);
    }

    int write(Step... steps) {
        return StoreCalls.write(context, object, steps);
    }

    /** A write that must succeed. */
    void does(String method, Consumer<Encoder> input) {
        assertThat(write(method, input)).as(method).isZero();
    }

    <T> T read(String method, Consumer<Encoder> input, Function<Decoder, T> output) {
        return read("rbd", method, input, output);
    }

    <T> T read(
            String className, String method, Consumer<Encoder> input, Function<Decoder, T> output) {
        return output.apply(
                new Decoder(StoreCalls.exec(context, object, className, method, input)));
    }

    <T> List<T> list(String method, Consumer<Encoder> input, Function<Decoder, T> element) {
        return read(method, input, decoder -> decoder.list(element));
    }

    <V> Map<String, V> map(String method, Consumer<Encoder> input, Function<Decoder, V> element) {
        return read(method, input, decoder -> decoder.map(element));
    }

    /** Several values, one after the other. */
    <T> List<T> values(String method, Consumer<Encoder> input, Function<Decoder, List<T>> output) {
        return read(method, input, output);
    }

    /** The error number of a method that only reads; 0 if it succeeds. */
    int refusal(String method, Consumer<Encoder> input) {
        try {
            StoreCalls.exec(context, object, "rbd", method, input);
            return 0;
        } catch (ObjectStoreException refusal) {
            return refusal.errno();
        }
    }

    byte[] content() {
        return StoreCalls.read(context, object, 0, 1 << 20);
    }

    /** The omap, in hexadecimal. */
    Map<String, String> omap() {
        OmapKey first = OmapKey.of("");
        Answer.Omap answer =
                (Answer.Omap)
                        StoreCalls.query(
                                context,
                                object,
                                new ReadOperation.Step.OmapList(first, first, 1000));
        Map<String, String> values = new TreeMap<>();
        answer.entries()
                .forEach((key, value) -> values.put(key.text(), HexFormat.of().formatHex(value)));
        return values;
    }

    String xattr(String name) {
        Answer.Xattrs answer =
                (Answer.Xattrs)
                        StoreCalls.query(context, object, new ReadOperation.Step.GetXattrs());
        return HexFormat.of().formatHex(answer.values().getOrDefault(name, new byte[0]));
    }
}
