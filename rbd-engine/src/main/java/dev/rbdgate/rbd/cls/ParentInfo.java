package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import java.util.OptionalLong;

/**
 * A clone's parent, as its header keeps it under {@code parent}.
 *
 * @param headOverlap bytes of the parent that the head still shows through; empty when the head is
 *     flattened and only snapshots use the parent
 */
public record ParentInfo(ParentImageSpec spec, OptionalLong headOverlap) implements Encodable {

    public static final ParentInfo NONE =
            new ParentInfo(ParentImageSpec.NONE, OptionalLong.empty());

    public boolean exists() {
        return spec.exists();
    }

    public ParentInfo withHeadOverlap(OptionalLong overlap) {
        return new ParentInfo(spec, overlap);
    }

    public static ParentInfo decode(Decoder decoder) {
        return decoder.envelope(
                2,
                (envelope, content) -> {
                    long poolId = content.u64();
                    String namespace = envelope.version() >= 2 ? content.string() : "";
                    String imageId = content.string();
                    ParentImageSpec spec =
                            new ParentImageSpec(poolId, namespace, imageId, content.u64());
                    OptionalLong overlap =
                            envelope.version() >= 2
                                    ? content.optional()
                                    : OptionalLong.of(content.u64());
                    return new ParentInfo(spec, overlap);
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(
                2,
                2,
                content ->
                        content.u64(spec.poolId())
                                .string(spec.namespace())
                                .string(spec.imageId())
                                .u64(spec.snapId())
                                .optional(headOverlap));
    }
}
