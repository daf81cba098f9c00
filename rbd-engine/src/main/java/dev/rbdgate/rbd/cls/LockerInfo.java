package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.EntityAddress;
import java.time.Instant;

/**
 * What a lock remembers of one holder.
 *
 * @param expiration {@link Instant#EPOCH}: never
 */
public record LockerInfo(Instant expiration, EntityAddress address, String description)
        implements Encodable {

    public static LockerInfo decode(Decoder decoder) {
        return decoder.envelope(
                1,
                (_, content) -> {
                    Instant expiration = content.time();
                    EntityAddress address = EntityAddress.decode(content);
                    return new LockerInfo(expiration, address, content.string());
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(
                1, 1, content -> content.time(expiration).add(address).string(description));
    }

    boolean expired(Instant now) {
        return !expiration.equals(Instant.EPOCH) && expiration.isBefore(now);
    }
}
