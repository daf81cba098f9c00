package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentInfo;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The content of a header of format 1 (Ceph, {@code rbd_obj_header_ondisk}): text, data prefix,
 * signature, version, layout, size, snapshots, and the snapshots' names.
 *
 * @param prefix what the names of the data objects begin with
 * @param order binary logarithm of the object size
 * @param snapSeq newest snapshot id ever
 * @param snaps newest first
 */
record ContentFormat1(String prefix, int order, long sizeBytes, long snapSeq, List<Snap> snaps) {

    /** Longest prefix: its field ends with a zero. */
    static final int MAX_PREFIX_BYTES = 23;

    private static final String TEXT = "<<< Rados Block Device Image >>>\n";
    private static final String MIGRATING = "<<< Migrating RBD Image      >>>\n";
    private static final int TEXT_BYTES = 40;
    private static final int PREFIX_BYTES = MAX_PREFIX_BYTES + 1;
    private static final String SIGNATURE = "RBD\0";
    private static final String VERSION = "001.005\0";
    private static final int MIN_ORDER = 12;
    private static final int MAX_ORDER = 25;

    record Snap(long id, long sizeBytes, String name) {}

    ContentFormat1 {
        snaps = List.copyOf(snaps);
    }

    static ContentFormat1 decode(byte[] content) {
        Decoder decoder = new Decoder(content);
        String text = padded(decoder.raw(TEXT_BYTES));
        if (text.equals(MIGRATING)) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "the image is being migrated; commit or abort the migration with rbd");
        }
        require(text.equals(TEXT), "it does not begin as one");
        String prefix = padded(decoder.raw(PREFIX_BYTES));
        require(!prefix.isEmpty(), "no data prefix");
        require(text(decoder.raw(SIGNATURE.length())).equals(SIGNATURE), "no signature");
        decoder.skip(VERSION.length());
        int order = decoder.u8();
        require(order >= MIN_ORDER && order <= MAX_ORDER, "order " + order);
        require(decoder.u8() == 0, "it is encrypted");
        require(decoder.u8() == 0, "it is compressed");
        decoder.skip(1);
        long sizeBytes = decoder.u64();
        require(sizeBytes >= 0, "size " + Long.toUnsignedString(sizeBytes));
        long snapSeq = decoder.u64();
        long count = decoder.u32();
        decoder.skip(Integer.BYTES);
        long namesBytes = decoder.u64();
        return new ContentFormat1(
                prefix, order, sizeBytes, snapSeq, snaps(decoder, count, namesBytes));
    }

    private static List<Snap> snaps(Decoder decoder, long count, long namesBytes) {
        Decoder records = new Decoder(decoder.raw(count * 2 * Long.BYTES));
        require(namesBytes >= 0, "names of snapshots");
        byte[] names = decoder.raw(namesBytes);
        List<Snap> snaps = new ArrayList<>();
        int at = 0;
        for (long i = 0; i < count; i++) {
            int end = at;
            while (end < names.length && names[end] != 0) {
                end++;
            }
            require(end < names.length, "a snapshot's name is missing");
            snaps.add(
                    new Snap(
                            records.u64(),
                            records.u64(),
                            new String(names, at, end - at, StandardCharsets.UTF_8)));
            at = end + 1;
        }
        return snaps;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new MalformedException(message);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Text up to the first zero. */
    private static String padded(byte[] field) {
        int end = 0;
        while (end < field.length && field[end] != 0) {
            end++;
        }
        return text(Arrays.copyOf(field, end));
    }

    /** The content of a new image's header. */
    static byte[] ofNew(String prefix, int order, long sizeBytes) {
        return Encoder.bytes(e ->
                e.raw(field(TEXT, TEXT_BYTES))
                        .raw(field(prefix, PREFIX_BYTES))
                        .raw(field(SIGNATURE, SIGNATURE.length()))
                        .raw(field(VERSION, VERSION.length()))
                        .u8(order)
                        .u8(0)
                        .u8(0)
                        .u8(0)
                        .u64(sizeBytes)
                        .u64(0)
                        .u32(0)
                        .u32(0)
                        .u64(0));
    }

    private static byte[] field(String text, int bytes) {
        return Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), bytes);
    }

    ImageHeader header() {
        return new ImageHeader(
                HeaderFormat1.FORMAT,
                prefix,
                sizeBytes,
                order,
                0,
                0,
                0,
                prefix,
                ImageHeader.NO_DATA_POOL,
                snapSeq,
                snaps.reversed().stream().map(ContentFormat1::snapMeta).toList(),
                ParentInfo.NONE,
                Instant.EPOCH,
                1L << order,
                1);
    }

    private static SnapMeta snapMeta(Snap snap) {
        return new SnapMeta(
                snap.id(),
                snap.name(),
                snap.sizeBytes(),
                SnapMeta.UNPROTECTED,
                0,
                new SnapNamespace.User(),
                Instant.EPOCH,
                0,
                OptionalLong.empty());
    }
}
