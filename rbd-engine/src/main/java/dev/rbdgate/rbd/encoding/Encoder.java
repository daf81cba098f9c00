package dev.rbdgate.rbd.encoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes Ceph's encoding into a growing array. Used by one thread. */
public final class Encoder {

    /** Bytes of an envelope before its content: version, compatible version, length. */
    static final int ENVELOPE_HEADER_BYTES = 6;

    private static final int FIRST_CAPACITY = 64;

    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_CAPACITY).order(ByteOrder.LITTLE_ENDIAN);

    /** What {@code content} writes. */
    public static byte[] bytes(Consumer<Encoder> content) {
        Encoder encoder = new Encoder();
        content.accept(encoder);
        return encoder.toBytes();
    }

    public Encoder u8(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    public Encoder u16(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    public Encoder u32(long value) {
        room(Integer.BYTES).putInt((int) value);
        return this;
    }

    public Encoder u64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    public Encoder bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    public Encoder string(String value) {
        return blob(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A length and bytes: also Ceph's bufferlist. */
    public Encoder blob(byte[] value) {
        return u32(value.length).raw(value);
    }

    /** Bytes alone. */
    public Encoder raw(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    /** Seconds and nanoseconds; {@link Instant#EPOCH} stands for none. */
    public Encoder time(Instant value) {
        return u32(value.getEpochSecond()).u32(value.getNano());
    }

    public Encoder optional(OptionalLong value) {
        bool(value.isPresent());
        value.ifPresent(this::u64);
        return this;
    }

    /** A count and the elements, in the collection's order. */
    public <T> Encoder list(Collection<T> values, BiConsumer<Encoder, ? super T> element) {
        u32(values.size());
        values.forEach(value -> element.accept(this, value));
        return this;
    }

    /** A count and the pairs, in the map's order, which must be ascending by encoded key. */
    public <V> Encoder map(Map<String, V> values, BiConsumer<Encoder, ? super V> element) {
        u32(values.size());
        values.forEach((key, value) -> element.accept(string(key), value));
        return this;
    }

    public Encoder add(Encodable value) {
        value.encode(this);
        return this;
    }

    /**
     * A versioned envelope around what {@code content} writes.
     *
     * @param version of the content
     * @param compatible oldest reader that may read it
     */
    public Encoder envelope(int version, int compatible, Consumer<Encoder> content) {
        u8(version).u8(compatible);
        int lengthAt = buffer.position();
        u32(0);
        int start = buffer.position();
        content.accept(this);
        buffer.putInt(lengthAt, buffer.position() - start);
        return this;
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = Math.addExact(buffer.position(), bytes);
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity());
            ByteBuffer larger =
                    ByteBuffer.allocate(Math.max(needed, doubled)).order(ByteOrder.LITTLE_ENDIAN);
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
