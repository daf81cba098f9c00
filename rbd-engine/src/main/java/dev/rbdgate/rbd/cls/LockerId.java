package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.EntityName;
import java.util.Comparator;

/** Who holds a lock: a client and the cookie it chose. */
public record LockerId(EntityName locker, String cookie)
        implements Encodable, Comparable<LockerId> {

    private static final Comparator<LockerId> ORDER =
            Comparator.comparing(LockerId::locker).thenComparing(LockerId::cookie);

    public static LockerId decode(Decoder decoder) {
        return decoder.envelope(
                1,
                (_, content) -> {
                    EntityName locker = EntityName.decode(content);
                    return new LockerId(locker, content.string());
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(1, 1, content -> content.add(locker).string(cookie));
    }

    @Override
    public int compareTo(LockerId other) {
        return ORDER.compare(this, other);
    }
}
