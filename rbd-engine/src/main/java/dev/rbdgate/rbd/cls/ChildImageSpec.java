package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import java.util.Comparator;

/** A clone of a snapshot. Encoded with the id before the namespace, ordered the other way. */
public record ChildImageSpec(long poolId, String imageId, String namespace)
        implements Encodable, Comparable<ChildImageSpec> {

    private static final Comparator<ChildImageSpec> ORDER =
            Comparator.comparingLong(ChildImageSpec::poolId)
                    .thenComparing(ChildImageSpec::namespace)
                    .thenComparing(ChildImageSpec::imageId);

    public static ChildImageSpec decode(Decoder decoder) {
        return decoder.envelope(
                2,
                (envelope, content) -> {
                    long poolId = content.u64();
                    String imageId = content.string();
                    String namespace = envelope.version() >= 2 ? content.string() : "";
                    return new ChildImageSpec(poolId, imageId, namespace);
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(2, 1, content -> content.u64(poolId).string(imageId).string(namespace));
    }

    @Override
    public int compareTo(ChildImageSpec other) {
        return ORDER.compare(this, other);
    }
}
