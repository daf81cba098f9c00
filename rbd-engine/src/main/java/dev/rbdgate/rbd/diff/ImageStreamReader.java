package dev.rbdgate.rbd.diff;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code rbd image v2}: what the image is, then one stream of differences for each snapshot
 * from the oldest on, and one for the head. Holds no more than a metadata record. Fails with {@link
 * MalformedStreamException}; used by one thread.
 *
 * <pre>
 * BANNER ──> TAG ──> LENGTH ──> BODY or SKIP ──> TAG
 *             └──'E'──> DIFFS_BANNER ──> COUNT ──> DIFF ... DIFF ──> ENDED
 * </pre>
 */
public final class ImageStreamReader {

    private enum State {
        BANNER,
        TAG,
        LENGTH,
        BODY,
        SKIP,
        DIFFS_BANNER,
        COUNT,
        DIFF,
        ENDED
    }

    private static final byte[] BANNER =
            ImageStreamEncoder.BANNER.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIFFS_BANNER =
            ImageStreamEncoder.DIFFS_BANNER.getBytes(StandardCharsets.US_ASCII);

    private final Cursor cursor = new Cursor();
    private State state = State.BANNER;
    private int tag;
    private long left;
    private long diffsLeft;
    private @Nullable DiffReader diff;

    public ImageStreamReader() {
        cursor.expect(BANNER.length);
    }

    /** Whether the end was read. */
    public boolean ended() {
        return state == State.ENDED;
    }

    /** Says that there is no more input: malformed, unless the end was read. */
    public void finish() {
        cursor.check(ended(), "it stops before its end; it was cut short");
    }

    /**
     * The next record. Each stream of differences ends with {@link DiffRecord.End}.
     *
     * @param input consumed as far as it was needed
     * @return null when more input is needed, and after the end
     */
    public @Nullable StreamRecord next(ByteBuffer input) {
        while (state != State.ENDED) {
            StreamRecord record;
            if (diff != null) {
                record = ofDiff(diff, input);
                if (record == null) {
                    return null;
                }
            } else if (state == State.SKIP) {
                if (!input.hasRemaining()) {
                    return null;
                }
                left -= cursor.take(input, left).remaining();
                if (left == 0) {
                    expect(State.TAG, 1);
                }
                record = null;
            } else if (cursor.gather(input)) {
                record = field();
            } else {
                return null;
            }
            if (record != null) {
                return record;
            }
        }
        return null;
    }

    private @Nullable StreamRecord ofDiff(DiffReader reader, ByteBuffer input) {
        DiffRecord record = reader.next(input);
        if (reader.ended()) {
            diffsLeft--;
            diff = diffsLeft > 0 ? new DiffReader(cursor, true) : null;
            state = diffsLeft > 0 ? State.DIFF : State.ENDED;
        }
        return record;
    }

    private void expect(State next, int bytes) {
        state = next;
        cursor.expect(bytes);
    }

    private @Nullable StreamRecord field() {
        switch (state) {
            case BANNER -> {
                cursor.check(
                        Arrays.equals(cursor.field(), BANNER),
                        "it is no exported rbd image, whose first line is 'rbd image v2'");
                expect(State.TAG, 1);
            }
            case TAG -> tag();
            case LENGTH -> length();
            case BODY -> {
                return body();
            }
            case DIFFS_BANNER -> {
                cursor.check(
                        Arrays.equals(cursor.field(), DIFFS_BANNER),
                        "after the image comes the line 'rbd image diffs v2'");
                expect(State.COUNT, Long.BYTES);
            }
            case COUNT -> {
                diffsLeft = cursor.decoder().u64();
                cursor.check(
                        diffsLeft > 0,
                        "it has %s differences, not even the head's"
                                .formatted(Long.toUnsignedString(diffsLeft)));
                state = State.DIFF;
                diff = new DiffReader(cursor, true);
                return new ImageRecord.Diffs(diffsLeft);
            }
            case SKIP, DIFF, ENDED -> throw new IllegalStateException(state.name());
        }
        return null;
    }

    private void tag() {
        tag = cursor.decoder().u8();
        if (tag == Tags.IMAGE_END) {
            expect(State.DIFFS_BANNER, DIFFS_BANNER.length);
        } else {
            expect(State.LENGTH, Long.BYTES);
        }
    }

    private void length() {
        long bytes = cursor.decoder().u64();
        switch (tag) {
            case Tags.ORDER, Tags.FEATURES, Tags.STRIPE_UNIT, Tags.STRIPE_COUNT -> {
                checkLength(bytes == Long.BYTES, bytes);
                expect(State.BODY, Long.BYTES);
            }
            case Tags.METADATA -> {
                checkLength(bytes >= 0 && bytes <= StreamLimits.METADATA_BYTES, bytes);
                expect(State.BODY, (int) bytes);
            }
            default -> {
                checkLength(bytes >= 0 && bytes <= StreamLimits.SKIPPED_BYTES, bytes);
                left = bytes;
                state = State.SKIP;
                if (left == 0) {
                    expect(State.TAG, 1);
                }
            }
        }
    }

    private void checkLength(boolean condition, long bytes) {
        cursor.check(
                condition,
                "record %s of %s bytes".formatted(Tags.text(tag), Long.toUnsignedString(bytes)));
    }

    private ImageRecord body() {
        Decoder content = cursor.decoder();
        ImageRecord record =
                switch (tag) {
                    case Tags.ORDER -> order(content.u64());
                    case Tags.FEATURES -> new ImageRecord.Features(content.u64());
                    case Tags.STRIPE_UNIT -> new ImageRecord.StripeUnit(content.u64());
                    case Tags.STRIPE_COUNT -> new ImageRecord.StripeCount(content.u64());
                    case Tags.METADATA -> metadata(content);
                    default -> throw new IllegalStateException(Tags.text(tag));
                };
        expect(State.TAG, 1);
        return record;
    }

    private ImageRecord order(long order) {
        cursor.check(order >= 0 && order < Long.SIZE, "order " + Long.toUnsignedString(order));
        return new ImageRecord.Order((int) order);
    }

    private ImageRecord metadata(Decoder content) {
        try {
            return new ImageRecord.Metadata(content.string(), content.string());
        } catch (MalformedException malformed) {
            throw cursor.malformed("metadata: " + malformed.getMessage());
        }
    }
}
