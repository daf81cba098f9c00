package dev.rbdgate.rbd.encoding;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The network address of a client of a Ceph cluster: {@code entity_addr}.
 *
 * @param type {@link #NONE}, {@link #LEGACY} and so on
 * @param nonce unsigned, tells apart the clients of one host
 * @param socketAddress family and what follows it, as the operating system lays it out; empty: none
 */
@SuppressWarnings("ArrayRecordComponent") // kept as it came; equals and hashCode look into it
public record EntityAddress(int type, int nonce, byte[] socketAddress) implements Encodable {

    public static final int NONE = 0;

    /** The first messenger protocol; lock records always carry this type. */
    public static final int LEGACY = 1;

    /** Marks the form with a versioned envelope; 0 is the one from before Luminous. */
    private static final int NEW_FORM = 1;

    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = 10;

    /** Family, port, address, 8 bytes of padding. */
    private static final int IPV4_BYTES = 16;

    /** Family, port, flow label, address, scope. */
    private static final int IPV6_BYTES = 28;

    private static final int LEGACY_SOCKET_ADDRESS_BYTES = 128;

    public static final EntityAddress EMPTY = new EntityAddress(NONE, 0, new byte[0]);

    public static EntityAddress of(InetAddress address, int port, int nonce) {
        boolean ipv4 = address instanceof Inet4Address;
        ByteBuffer bytes = ByteBuffer.allocate(ipv4 ? IPV4_BYTES : IPV6_BYTES);
        bytes.put((byte) (ipv4 ? FAMILY_IPV4 : FAMILY_IPV6)).put((byte) 0).putShort((short) port);
        if (!ipv4) {
            bytes.putInt(0);
        }
        bytes.put(address.getAddress());
        return new EntityAddress(LEGACY, nonce, bytes.array());
    }

    public static EntityAddress decode(Decoder decoder) {
        if (decoder.u8() == NEW_FORM) {
            return decoder.envelope(
                    1,
                    (envelope, content) -> {
                        int type = (int) content.u32();
                        int nonce = (int) content.u32();
                        return new EntityAddress(type, nonce, content.blob());
                    });
        }
        decoder.skip(3);
        int nonce = (int) decoder.u32();
        byte[] storage = decoder.raw(LEGACY_SOCKET_ADDRESS_BYTES);
        // The family is in network order there; the new form has it in host order.
        byte family = storage[1];
        storage[1] = storage[0];
        storage[0] = family;
        int length =
                switch (family) {
                    case FAMILY_IPV4 -> IPV4_BYTES;
                    case FAMILY_IPV6 -> IPV6_BYTES;
                    default -> 0;
                };
        return new EntityAddress(LEGACY, nonce, Arrays.copyOf(storage, length));
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.u8(NEW_FORM)
                .envelope(1, 1, content -> content.u32(type).u32(nonce).blob(socketAddress));
    }

    /** {@code ip:port/nonce}, the form that blocklisting takes. */
    public String legacyText() {
        if (socketAddress.length != IPV4_BYTES && socketAddress.length != IPV6_BYTES) {
            return ":/" + Integer.toUnsignedString(nonce);
        }
        boolean ipv4 = socketAddress.length == IPV4_BYTES;
        byte[] ip = Arrays.copyOfRange(socketAddress, ipv4 ? 4 : 8, ipv4 ? 8 : 24);
        int port = Short.toUnsignedInt(ByteBuffer.wrap(socketAddress).getShort(2));
        String host;
        try {
            host = InetAddress.getByAddress(ip).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
        return "%s:%d/%s"
                .formatted(ipv4 ? host : "[" + host + "]", port, Integer.toUnsignedString(nonce));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntityAddress address
                && type == address.type
                && nonce == address.nonce
                && Arrays.equals(socketAddress, address.socketAddress);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type + nonce) + Arrays.hashCode(socketAddress);
    }
}
