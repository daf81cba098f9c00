package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;

/** The group an image belongs to. */
public record GroupSpec(long poolId, String groupId) implements Encodable {

    public static final GroupSpec NONE = new GroupSpec(-1, "");

    public static GroupSpec decode(Decoder decoder) {
        return decoder.envelope(
                1,
                (_, content) -> {
                    long poolId = content.u64();
                    return new GroupSpec(poolId, content.string());
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(1, 1, content -> content.u64(poolId).string(groupId));
    }
}
