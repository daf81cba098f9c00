package dev.rbdgate.rbd.diff;

import dev.rbdgate.rbd.encoding.Encoder;
import java.util.function.Consumer;

/** Writes the records of a stream of differences; {@link DiffVersion#banner} comes before them. */
public final class DiffEncoder {

    private final DiffVersion version;

    public DiffEncoder(DiffVersion version) {
        this.version = version;
    }

    /**
     * The bytes of a record; of data: what comes before the payload.
     *
     * @throws IllegalArgumentException if the version has no such record
     */
    public byte[] encode(DiffRecord record) {
        return switch (record) {
            case DiffRecord.FromSnapshot(String name) ->
                    tagged(Tags.FROM_SNAPSHOT, 0, e -> e.string(name));
            case DiffRecord.ToSnapshot(String name) ->
                    tagged(Tags.TO_SNAPSHOT, 0, e -> e.string(name));
            case DiffRecord.Protection(boolean isProtected) -> protection(isProtected);
            case DiffRecord.Size(long sizeBytes) -> tagged(Tags.SIZE, 0, e -> e.u64(sizeBytes));
            case DiffRecord.Data(long byteOffset, long byteCount) ->
                    tagged(Tags.DATA, byteCount, e -> e.u64(byteOffset).u64(byteCount));
            case DiffRecord.Zero(long byteOffset, long byteCount) ->
                    tagged(Tags.ZERO, 0, e -> e.u64(byteOffset).u64(byteCount));
            case DiffRecord.End() -> new byte[] {Tags.END};
            case DiffRecord.Payload _ ->
                    throw new IllegalArgumentException("payload is written as it is");
        };
    }

    private byte[] protection(boolean isProtected) {
        if (version == DiffVersion.V1) {
            throw new IllegalArgumentException("version 1 does not tell protection");
        }
        return tagged(Tags.PROTECTION, 0, e -> e.bool(isProtected));
    }

    private byte[] tagged(int tag, long payloadBytes, Consumer<Encoder> content) {
        byte[] body = Encoder.bytes(content);
        return Encoder.bytes(e -> {
            e.u8(tag);
            if (version == DiffVersion.V2) {
                e.u64(body.length + payloadBytes);
            }
            e.raw(body);
        });
    }
}
