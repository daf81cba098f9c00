package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.Errno;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Names of objects as file names. Letters, digits, {@code _}, {@code -} and inner dots stay; every
 * other byte of the UTF-8 text becomes {@code %XX}.
 */
final class ObjectNames {

    /** Longest object or namespace name, in UTF-8 bytes (osd_max_object_name_len of Ceph). */
    static final int MAX_BYTES = 2048;

    /** Longest name of a file on Linux. */
    static final int MAX_FILE_NAME = 255;

    /** The directory of the default namespace; no escaped name begins so. */
    private static final String DEFAULT_NAMESPACE = "=";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private ObjectNames() {}

    /**
     * @return 0, or the error number of a name that no object can have
     */
    static int check(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            return Errno.EINVAL;
        }
        boolean surelyShort = name.length() * 3 <= MAX_BYTES;
        return surelyShort || name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                ? 0
                : Errno.ENAMETOOLONG;
    }

    static String directoryOf(String namespace) {
        return namespace.isEmpty() ? DEFAULT_NAMESPACE : escape(namespace);
    }

    static Optional<String> namespaceOf(String directory) {
        return directory.equals(DEFAULT_NAMESPACE) ? Optional.of("") : unescape(directory);
    }

    static String escape(String name) {
        StringBuilder escaped = new StringBuilder(name.length() + 8);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= '0' && b <= '9')
                            || b == '_'
                            || b == '-'
                            || (b == '.' && !escaped.isEmpty());
            if (plain) {
                escaped.append((char) b);
            } else {
                HEX.toHexDigits(escaped.append('%'), b);
            }
        }
        return escaped.toString();
    }

    /** The name that {@link #escape} made this file name of; empty if it made it of none. */
    static Optional<String> unescape(String fileName) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(fileName.length());
        for (int i = 0; i < fileName.length(); i++) {
            char c = fileName.charAt(i);
            if (c != '%') {
                bytes.write(c);
            } else if (i + 2 < fileName.length()
                    && HexFormat.isHexDigit(fileName.charAt(i + 1))
                    && HexFormat.isHexDigit(fileName.charAt(i + 2))) {
                bytes.write(HexFormat.fromHexDigits(fileName, i + 1, i + 3));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        String name = bytes.toString(StandardCharsets.UTF_8);
        return escape(name).equals(fileName) ? Optional.of(name) : Optional.empty();
    }

    /** Which of {@link Namespace#SHARDS} directories an object's file is in. */
    static int shard(String name) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (Namespace.SHARDS - 1);
    }
}
