package dev.rbdgate.rbd.encoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads Ceph's encoding. Every length is checked against what is left before anything is allocated;
 * bytes that do not fit throw {@link MalformedException}. Used by one thread.
 */
public final class Decoder {

    private static final long U32_MASK = 0xFFFF_FFFFL;

    private final ByteBuffer buffer;

    public Decoder(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    private Decoder(ByteBuffer buffer) {
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A structure that is all there is to decode; what follows it is ignored, as Ceph does. */
    public static <T> T decode(byte[] bytes, Function<Decoder, T> structure) {
        return structure.apply(new Decoder(bytes));
    }

    public int u8() {
        return Byte.toUnsignedInt(need(Byte.BYTES).get());
    }

    public int u16() {
        return Short.toUnsignedInt(need(Short.BYTES).getShort());
    }

    public long u32() {
        return need(Integer.BYTES).getInt() & U32_MASK;
    }

    public long u64() {
        return need(Long.BYTES).getLong();
    }

    public boolean bool() {
        return u8() != 0;
    }

    /** Text, as UTF-8; what is not UTF-8 becomes the replacement character. */
    public String string() {
        return new String(blob(), StandardCharsets.UTF_8);
    }

    public byte[] blob() {
        return raw(u32());
    }

    public byte[] raw(long length) {
        byte[] bytes = new byte[checked(length)];
        buffer.get(bytes);
        return bytes;
    }

    /** All that is left. */
    public byte[] rest() {
        return raw(buffer.remaining());
    }

    public int remaining() {
        return buffer.remaining();
    }

    public boolean hasRemaining() {
        return buffer.hasRemaining();
    }

    public void skip(long length) {
        buffer.position(buffer.position() + checked(length));
    }

    public Instant time() {
        long seconds = u32();
        return Instant.ofEpochSecond(seconds, u32());
    }

    public OptionalLong optional() {
        return bool() ? OptionalLong.of(u64()) : OptionalLong.empty();
    }

    public <T> List<T> list(Function<Decoder, T> element) {
        int count = count();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(element.apply(this));
        }
        return values;
    }

    public <V> SortedMap<String, V> map(Function<Decoder, V> element) {
        int count = count();
        SortedMap<String, V> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            values.put(string(), element.apply(this));
        }
        return values;
    }

    /** Reads the content of an envelope, given its version and a decoder that ends with it. */
    @FunctionalInterface
    public interface Content<T> {
        T read(Envelope envelope, Decoder decoder);
    }

    /** The version of an envelope's content, and the oldest reader that may read it. */
    public record Envelope(int version, int compatible) {}

    /**
     * Reads a versioned envelope and skips what newer versions have put at its end.
     *
     * @param newest the newest version that {@code content} knows
     */
    public <T> T envelope(int newest, Content<T> content) {
        Envelope envelope = new Envelope(u8(), u8());
        if (envelope.compatible > newest) {
            throw new MalformedException(
                    "needs a reader of version %d, this one knows %d"
                            .formatted(envelope.compatible, newest));
        }
        int length = checked(u32());
        Decoder inner = new Decoder(buffer.slice(buffer.position(), length));
        T value = content.read(envelope, inner);
        skip(length);
        return value;
    }

    /** Every element takes at least a byte, which bounds what a count can make us allocate. */
    private int count() {
        long count = u32();
        if (count > buffer.remaining()) {
            throw new MalformedException(count + " elements in " + buffer.remaining() + " bytes");
        }
        return (int) count;
    }

    private ByteBuffer need(int bytes) {
        checked(bytes);
        return buffer;
    }

    private int checked(long length) {
        if (length > buffer.remaining()) {
            throw new MalformedException(
                    "%d bytes needed, %d left".formatted(length, buffer.remaining()));
        }
        return (int) length;
    }
}
