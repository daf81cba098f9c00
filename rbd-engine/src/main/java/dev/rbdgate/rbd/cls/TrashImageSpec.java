package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import java.time.Instant;

/**
 * An image in the trash.
 *
 * @param source who put it there: 0 user, 1 mirroring, 2 migration, 3 removing, 4 user-parent
 * @param name the image's name before
 * @param state 0 normal, 1 moving, 2 removing, 3 restoring
 */
public record TrashImageSpec(
        int source, String name, Instant deleted, Instant defermentEnd, int state)
        implements Encodable {

    public TrashImageSpec withState(int newState) {
        return new TrashImageSpec(source, name, deleted, defermentEnd, newState);
    }

    public static TrashImageSpec decode(Decoder decoder) {
        return decoder.envelope(
                2,
                (envelope, content) -> {
                    int source = content.u8();
                    String name = content.string();
                    Instant deleted = content.time();
                    Instant defermentEnd = content.time();
                    int state = envelope.version() >= 2 ? content.u8() : 0;
                    return new TrashImageSpec(source, name, deleted, defermentEnd, state);
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(
                2,
                1,
                content ->
                        content.u8(source).string(name).time(deleted).time(defermentEnd).u8(state));
    }
}
