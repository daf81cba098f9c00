package dev.rbdgate.gateway.control;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP address literals, CIDR blocks and host:port pairs, without ever asking a name server. */
public final class NetworkAddresses {

    private static final Pattern IPV4 =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern HOST_PORT =
            Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9][A-Za-z0-9.-]{0,252}):(\\d{1,5})");
    private static final int MAX_PORT = 65535;

    private NetworkAddresses() {}

    /** An address literal, with or without brackets. */
    public static Optional<InetAddress> literal(String text) {
        String bare =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        if (!IPV4.matcher(bare).matches()
                && !(bare.contains(":") && IPV6.matcher(bare).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The normalized form of a CIDR block; a bare address is a block of one. */
    public static String cidr(String text, String field) {
        int slash = text.indexOf('/');
        InetAddress address =
                literal(slash < 0 ? text : text.substring(0, slash))
                        .orElseThrow(() -> notCidr(text, field));
        byte[] bytes = address.getAddress();
        int bits = bytes.length * 8;
        int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1), bits, text, field);
        byte[] base = masked(bytes, prefix);
        String block = hostText(base) + "/" + prefix;
        if (!Arrays.equals(base, bytes)) {
            throw RefusedException.invalid(
                    field,
                    "'%s' has bits set beyond its prefix; the block is %s".formatted(text, block));
        }
        return block;
    }

    /** Checks {@code host:port}, with IPv6 literals in brackets. */
    public static String hostPort(String text, String field) {
        var matcher = HOST_PORT.matcher(text);
        if (!matcher.matches() || !isPort(Integer.parseInt(matcher.group(2)))) {
            throw RefusedException.invalid(
                    field, "'%s' is not host:port (IPv6 as [address]:port)".formatted(text));
        }
        return text;
    }

    public static boolean isPort(int port) {
        return port >= 1 && port <= MAX_PORT;
    }

    /** As in a URL: IPv6 literals get brackets. */
    public static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** The text form without scope, zeros of IPv6 compressed (RFC 5952). */
    public static String hostText(byte[] address) {
        InetAddress parsed;
        try {
            parsed = InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
        return parsed instanceof Inet4Address
                ? parsed.getHostAddress()
                : compressed(parsed.getAddress());
    }

    /** Replaces the longest run of at least two zero groups by "::" (RFC 5952 4.2). */
    private static String compressed(byte[] address) {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < groups.length; start++) {
            int length = 0;
            while (start + length < groups.length && groups[start + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = start;
                bestLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] base = address.clone();
        for (int bit = prefix; bit < base.length * 8; bit++) {
            base[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return base;
    }

    private static int prefix(String digits, int bits, String text, String field) {
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bits) {
            throw notCidr(text, field);
        }
        return Integer.parseInt(digits);
    }

    private static RefusedException notCidr(String text, String field) {
        return RefusedException.invalid(
                field,
                "'%s' is not an address block such as 10.0.0.0/8 or fd00::/8".formatted(text));
    }
}
