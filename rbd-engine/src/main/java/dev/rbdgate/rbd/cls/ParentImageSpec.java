package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.SnapContext;

/**
 * The snapshot a clone was made from.
 *
 * @param poolId -1: no parent
 */
public record ParentImageSpec(long poolId, String namespace, String imageId, long snapId)
        implements Encodable {

    public static final ParentImageSpec NONE = new ParentImageSpec(-1, "", "", SnapContext.HEAD);

    public boolean exists() {
        return poolId >= 0 && !imageId.isEmpty() && snapId != SnapContext.HEAD;
    }

    public static ParentImageSpec decode(Decoder decoder) {
        return decoder.envelope(
                1,
                (_, content) -> {
                    long poolId = content.u64();
                    String namespace = content.string();
                    String imageId = content.string();
                    return new ParentImageSpec(poolId, namespace, imageId, content.u64());
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(
                1, 1, content -> content.u64(poolId).string(namespace).string(imageId).u64(snapId));
    }
}
