package dev.rbdgate.rbd.local;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The effects of an operation on a data object that has more than one, or changes records too. It
 * is committed with the records and durable before the file is touched, and removed when the file
 * is durable; after a crash in between it is applied again. All its effects are absolute, so that
 * does no harm.
 *
 * <pre>per effect: u8 kind, u64 offset, u64 length, u32 data length, data</pre>
 */
record Intent(List<DataEffect> effects) {

    /** Most data of one: it passes through the key-value store. */
    static final long MAX_BYTES = 8L << 20;

    private static final int EFFECT_BYTES = 21;
    private static final byte CREATE = 1;
    private static final byte WRITE = 2;
    private static final byte REPLACE = 3;
    private static final byte REPEAT = 4;
    private static final byte ZERO = 5;
    private static final byte TRUNCATE = 6;
    private static final byte REMOVE = 7;

    long bytes() {
        return effects.stream().mapToLong(Intent::encodedBytes).sum();
    }

    private static long encodedBytes(DataEffect effect) {
        return EFFECT_BYTES
                + switch (effect) {
                    case DataEffect.Write(_, List<ByteBuffer> data) -> DataEffect.bytes(data);
                    case DataEffect.Replace(List<ByteBuffer> data) -> DataEffect.bytes(data);
                    case DataEffect.Repeat(_, _, ByteBuffer pattern) -> pattern.remaining();
                    case DataEffect.Create _,
                            DataEffect.Zero _,
                            DataEffect.Truncate _,
                            DataEffect.Remove _ ->
                            0;
                };
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate((int) bytes());
        for (DataEffect effect : effects) {
            switch (effect) {
                case DataEffect.Create _ -> put(out, CREATE, 0, 0, List.of());
                case DataEffect.Write(long offset, List<ByteBuffer> data) ->
                        put(out, WRITE, offset, 0, data);
                case DataEffect.Replace(List<ByteBuffer> data) -> put(out, REPLACE, 0, 0, data);
                case DataEffect.Repeat(long offset, long length, ByteBuffer pattern) ->
                        put(out, REPEAT, offset, length, List.of(pattern));
                case DataEffect.Zero(long offset, long length) ->
                        put(out, ZERO, offset, length, List.of());
                case DataEffect.Truncate(long size) -> put(out, TRUNCATE, size, 0, List.of());
                case DataEffect.Remove _ -> put(out, REMOVE, 0, 0, List.of());
            }
        }
        return out.array();
    }

    private static void put(
            ByteBuffer out, byte kind, long offset, long length, List<ByteBuffer> data) {
        out.put(kind).putLong(offset).putLong(length).putInt((int) DataEffect.bytes(data));
        data.forEach(buffer -> out.put(buffer.duplicate()));
    }

    static Intent decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<DataEffect> effects = new ArrayList<>();
        while (in.hasRemaining()) {
            byte kind = in.get();
            long offset = in.getLong();
            long length = in.getLong();
            int dataBytes = in.getInt();
            ByteBuffer data = ByteBuffer.allocateDirect(dataBytes);
            data.put(in.slice(in.position(), dataBytes)).flip();
            in.position(in.position() + dataBytes);
            effects.add(
                    switch (kind) {
                        case CREATE -> new DataEffect.Create();
                        case WRITE -> new DataEffect.Write(offset, List.of(data));
                        case REPLACE -> new DataEffect.Replace(List.of(data));
                        case REPEAT -> new DataEffect.Repeat(offset, length, data);
                        case ZERO -> new DataEffect.Zero(offset, length);
                        case TRUNCATE -> new DataEffect.Truncate(offset);
                        case REMOVE -> new DataEffect.Remove();
                        default -> throw new IllegalStateException("effect of kind " + kind);
                    });
        }
        return new Intent(effects);
    }
}
