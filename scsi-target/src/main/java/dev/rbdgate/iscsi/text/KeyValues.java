package dev.rbdgate.iscsi.text;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The text format: {@code key=value} pairs, each ended by a zero byte (RFC 7143 6.1). */
public final class KeyValues {

    /** The most text that one exchange may have, continued PDUs together. */
    public static final int MAX_TEXT_BYTES = 64 << 10;

    /** The most pairs in one exchange; so many refused keys still fit into one response. */
    public static final int MAX_PAIRS = 90;

    /** Longest value that is neither a list nor a binary one (RFC 7143 6.1). */
    public static final int MAX_SIMPLE_BYTES = 255;

    /** Longest value of any kind; the largest is a binary value of 1024 bytes in hexadecimal. */
    public static final int MAX_VALUE_BYTES = 8192;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9.+@_#-]{1,63}");

    private KeyValues() {}

    /**
     * Reads the pairs in their order.
     *
     * @param text is not released
     * @throws TextFormatException also for a key that is given twice
     */
    public static Map<String, String> parse(ByteBuf text) throws TextFormatException {
        Map<String, String> pairs = new LinkedHashMap<>();
        int at = text.readerIndex();
        int end = text.writerIndex();
        while (at < end) {
            int zero = text.indexOf(at, end, (byte) 0);
            int pairEnd = zero < 0 ? end : zero;
            // Padding zeros inside the segment are harmless, and some initiators send them.
            if (pairEnd > at) {
                addPair(pairs, decode(text, at, pairEnd - at));
            }
            at = pairEnd + 1;
        }
        return pairs;
    }

    /** The pairs as they are on the wire, in a heap buffer. */
    public static ByteBuf encode(List<Map.Entry<String, String>> pairs) {
        ByteBuf out = Unpooled.buffer();
        for (Map.Entry<String, String> pair : pairs) {
            out.writeCharSequence(
                    pair.getKey() + "=" + pair.getValue() + "\0", StandardCharsets.UTF_8);
        }
        return out;
    }

    public static ByteBuf encode(Map<String, String> pairs) {
        return encode(new ArrayList<>(pairs.entrySet()));
    }

    private static void addPair(Map<String, String> pairs, String pair) throws TextFormatException {
        int equals = pair.indexOf('=');
        if (equals < 0) {
            throw new TextFormatException("a pair without '='");
        }
        String key = pair.substring(0, equals);
        if (!KEY.matcher(key).matches()) {
            throw new TextFormatException("not a key name");
        }
        if (pair.length() - equals - 1 > MAX_VALUE_BYTES) {
            throw new TextFormatException("value of " + key + " too long");
        }
        if (pairs.size() == MAX_PAIRS) {
            throw new TextFormatException("more than " + MAX_PAIRS + " keys");
        }
        if (pairs.putIfAbsent(key, pair.substring(equals + 1)) != null) {
            throw new TextFormatException(key + " given twice");
        }
    }

    private static String decode(ByteBuf text, int at, int length) throws TextFormatException {
        byte[] bytes = new byte[length];
        text.getBytes(at, bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new TextFormatException("text that is not UTF-8");
        }
    }
}
