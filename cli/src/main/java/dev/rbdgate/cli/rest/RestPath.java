package dev.rbdgate.cli.rest;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path under the REST base with its query, percent-encoded (RFC 3986 section 2.1). */
public final class RestPath {

    /** What may stand in a path segment as it is: unreserved, sub-delims, ":" and "@" (3.3). */
    private static final String PLAIN_IN_SEGMENT = "-._~!$&'()*+,;=:@";

    /** As in a segment, without the characters that mean something in a query. */
    private static final String PLAIN_IN_QUERY = "-._~!$'()*,:@/";

    private final String segments;
    private final String query;

    private RestPath(String segments, String query) {
        this.segments = segments;
        this.query = query;
    }

    public static RestPath of(String... segments) {
        return new RestPath("", "").below(segments);
    }

    /** What lies below this path, with the same query. */
    public RestPath below(String... more) {
        StringBuilder path = new StringBuilder(segments);
        for (String segment : more) {
            path.append('/');
            encode(segment, PLAIN_IN_SEGMENT, path);
        }
        return new RestPath(path.toString(), query);
    }

    /** This path with one more query parameter; as it is if {@code value} is null. */
    public RestPath query(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        StringBuilder longer = new StringBuilder(query);
        longer.append(query.isEmpty() ? '?' : '&').append(name).append('=');
        encode(value, PLAIN_IN_QUERY, longer);
        return new RestPath(segments, longer.toString());
    }

    private static void encode(String text, String plain, StringBuilder to) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            int value = octet & 0xff;
            if (value < 0x80 && (isLetterOrDigit(value) || plain.indexOf(value) >= 0)) {
                to.append((char) value);
            } else {
                to.append('%')
                        .append(Character.toUpperCase(Character.forDigit(value >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(value & 0xf, 16)));
            }
        }
    }

    private static boolean isLetterOrDigit(int value) {
        return (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9');
    }

    @Override
    public String toString() {
        return segments + query;
    }
}
