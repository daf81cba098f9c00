package dev.rbdgate.iscsi.catalogue;

import java.net.InetAddress;

/**
 * A CIDR block of IP addresses, such as {@code 10.1.0.0/16} or {@code fd00::/8}; a plain address is
 * a block of one.
 */
public final class AddressBlock {

    private final byte[] network;
    private final int prefixBits;

    private AddressBlock(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * @throws IllegalArgumentException if the text is not an address literal with an optional
     *     prefix length
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = literal(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int bits = network.length * Byte.SIZE;
        if (slash >= 0) {
            String prefix = text.substring(slash + 1);
            if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > bits) {
                throw new IllegalArgumentException("not a prefix length: " + text);
            }
            bits = Integer.parseInt(prefix);
        }
        return new AddressBlock(network, bits);
    }

    /** An address from its text form; host names are refused and never looked up. */
    public static InetAddress literal(String text) {
        String bare =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        return InetAddress.ofLiteral(bare);
    }

    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit += Byte.SIZE) {
            int mask = 0xff00 >> Math.min(Byte.SIZE, prefixBits - bit) & 0xff;
            if (((network[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
