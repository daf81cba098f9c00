package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of a lock, as the object keeps it in the attribute {@code lock.<name>} and as {@code
 * get_info} answers it.
 *
 * @param type {@link #EXCLUSIVE} and so on; 0 if it was never taken
 * @param tag all holders' tag
 */
public record LockInfo(SortedMap<LockerId, LockerInfo> lockers, int type, String tag)
        implements Encodable {

    public static final int EXCLUSIVE = 1;
    public static final int SHARED = 2;

    /** Exclusive, and the object goes with the lock. */
    public static final int EXCLUSIVE_EPHEMERAL = 3;

    static LockInfo free() {
        return new LockInfo(new TreeMap<>(), 0, "");
    }

    public static LockInfo decode(Decoder decoder) {
        return decoder.envelope(
                1,
                (_, content) -> {
                    SortedMap<LockerId, LockerInfo> lockers = new TreeMap<>();
                    content.list(pairs -> {
                        LockerId id = LockerId.decode(pairs);
                        return lockers.put(id, LockerInfo.decode(pairs));
                    });
                    int type = content.u8();
                    return new LockInfo(lockers, type, content.string());
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(
                1,
                1,
                content ->
                        content.list(
                                        lockers.entrySet(),
                                        (pairs, pair) ->
                                                pairs.add(pair.getKey()).add(pair.getValue()))
                                .u8(type)
                                .string(tag));
    }
}
