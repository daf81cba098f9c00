package dev.rbdgate.rbd.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An omap key: any bytes, ordered by unsigned value. Immutable. */
public final class OmapKey implements Comparable<OmapKey> {

    private final byte[] bytes;

    private OmapKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static OmapKey of(String text) {
        return new OmapKey(text.getBytes(StandardCharsets.UTF_8));
    }

    public static OmapKey of(byte[] bytes) {
        return new OmapKey(bytes.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The key as UTF-8 text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public boolean startsWith(OmapKey prefix) {
        return bytes.length >= prefix.bytes.length
                && Arrays.equals(
                        bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
    }

    @Override
    public int compareTo(OmapKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OmapKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
