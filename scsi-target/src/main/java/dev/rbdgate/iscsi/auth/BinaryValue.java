package dev.rbdgate.iscsi.auth;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Binary values in text: {@code 0x} and hexadecimal, or {@code 0b} and base64 (RFC 7143 6.1). */
final class BinaryValue {

    private BinaryValue() {}

    static String encode(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    /** Empty if the text is neither, or decodes to more than {@code maxBytes}. */
    static Optional<byte[]> decode(String text, int maxBytes) {
        if (text.length() < 2 || text.charAt(0) != '0') {
            return Optional.empty();
        }
        String digits = text.substring(2);
        try {
            byte[] bytes =
                    switch (text.charAt(1)) {
                        case 'x', 'X' ->
                                HexFormat.of()
                                        .parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
                        case 'b', 'B' -> Base64.getDecoder().decode(digits);
                        default -> new byte[0];
                    };
            return bytes.length == 0 || bytes.length > maxBytes
                    ? Optional.empty()
                    : Optional.of(bytes);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
