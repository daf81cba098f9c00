package dev.rbdgate.rbd.diff;

import dev.rbdgate.rbd.encoding.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Writes what comes before the differences in {@code rbd image v2}. */
public final class ImageStreamEncoder {

    static final String BANNER = "rbd image v2\n";
    static final String DIFFS_BANNER = "rbd image diffs v2\n";

    private ImageStreamEncoder() {}

    /**
     * The bytes up to the first stream of differences.
     *
     * @param records in the order they shall have; {@link ImageRecord.Diffs} comes last, once
     */
    public static byte[] encode(List<ImageRecord> records) {
        return Encoder.bytes(e -> {
            e.raw(BANNER.getBytes(StandardCharsets.US_ASCII));
            records.forEach(record -> encode(e, record));
        });
    }

    private static void encode(Encoder encoder, ImageRecord record) {
        switch (record) {
            case ImageRecord.Order(int order) -> tagged(encoder, Tags.ORDER, e -> e.u64(order));
            case ImageRecord.Features(long mask) ->
                    tagged(encoder, Tags.FEATURES, e -> e.u64(mask));
            case ImageRecord.StripeUnit(long bytes) ->
                    tagged(encoder, Tags.STRIPE_UNIT, e -> e.u64(bytes));
            case ImageRecord.StripeCount(long objects) ->
                    tagged(encoder, Tags.STRIPE_COUNT, e -> e.u64(objects));
            case ImageRecord.Metadata(String key, String value) ->
                    tagged(encoder, Tags.METADATA, e -> e.string(key).string(value));
            case ImageRecord.Diffs(long count) ->
                    encoder.u8(Tags.IMAGE_END)
                            .raw(DIFFS_BANNER.getBytes(StandardCharsets.US_ASCII))
                            .u64(count);
        }
    }

    private static void tagged(Encoder encoder, int tag, Consumer<Encoder> content) {
        byte[] body = Encoder.bytes(content);
        encoder.u8(tag).u64(body.length).raw(body);
    }
}
