package dev.rbdgate.rbd.encoding;

import java.util.Comparator;

/**
 * Who speaks in a Ceph cluster.
 *
 * @param type {@link #CLIENT} for clients
 * @param number the client's instance id
 */
public record EntityName(int type, long number) implements Encodable, Comparable<EntityName> {

    public static final int CLIENT = 8;

    private static final Comparator<EntityName> ORDER =
            Comparator.comparingInt(EntityName::type).thenComparingLong(EntityName::number);

    public static EntityName client(long instanceId) {
        return new EntityName(CLIENT, instanceId);
    }

    public static EntityName decode(Decoder decoder) {
        int type = decoder.u8();
        return new EntityName(type, decoder.u64());
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.u8(type).u64(number);
    }

    @Override
    public int compareTo(EntityName other) {
        return ORDER.compare(this, other);
    }
}
