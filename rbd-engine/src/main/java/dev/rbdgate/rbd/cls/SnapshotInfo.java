package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import java.time.Instant;

/** A snapshot, as {@code snapshot_get} answers it. */
public record SnapshotInfo(
        long id,
        SnapNamespace namespace,
        String name,
        long imageSize,
        Instant timestamp,
        long childCount)
        implements Encodable {

    static SnapshotInfo of(SnapMeta snap) {
        return new SnapshotInfo(
                snap.id(),
                snap.namespace(),
                snap.name(),
                snap.imageSize(),
                snap.timestamp(),
                snap.childCount());
    }

    public static SnapshotInfo decode(Decoder decoder) {
        return decoder.envelope(
                1,
                (_, content) -> {
                    long id = content.u64();
                    SnapNamespace namespace = SnapNamespace.decode(content);
                    String name = content.string();
                    long imageSize = content.u64();
                    Instant timestamp = content.time();
                    return new SnapshotInfo(
                            id, namespace, name, imageSize, timestamp, content.u32());
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(
                1,
                1,
                content ->
                        content.u64(id)
                                .add(namespace)
                                .string(name)
                                .u64(imageSize)
                                .time(timestamp)
                                .u32(childCount));
    }
}
