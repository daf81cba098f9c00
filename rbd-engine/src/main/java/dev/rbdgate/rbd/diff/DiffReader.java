package dev.rbdgate.rbd.diff;

import dev.rbdgate.rbd.encoding.Decoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of differences, of either version, from input in pieces of any size. Holds no more
 * than a snapshot's name. Fails with {@link MalformedStreamException}; used by one thread.
 *
 * <pre>
 * BANNER ──> TAG ──[LENGTH of version 2]──> NAME_LENGTH ──> NAME ──> TAG
 *             │                        ├──> FIXED ──> TAG
 *             │                        ├──> FIXED of data ──> PAYLOAD ──> TAG
 *             │                        └──> SKIP ──> TAG
 *             └──'e'──> ENDED
 * </pre>
 */
public final class DiffReader {

    private enum State {
        BANNER,
        TAG,
        LENGTH,
        NAME_LENGTH,
        NAME,
        FIXED,
        PAYLOAD,
        SKIP,
        ENDED
    }

    private static final int EXTENT_BYTES = 2 * Long.BYTES;

    /** One byte, although what writes it may claim eight. */
    private static final int PROTECTION_BYTES = 1;

    private final Cursor cursor;
    private final boolean onlyVersion2;
    private State state = State.BANNER;
    private DiffVersion version = DiffVersion.V1;
    private int tag;

    /** Of the record that is read; in version 2 only. */
    private long declaredBytes;

    /** Of a payload or of what is skipped: the bytes to come. */
    private long left;

    private long byteOffset;
    private long sizeBytes = -1;
    private boolean fromSeen;
    private boolean toSeen;
    private boolean protectionSeen;
    private boolean bytesSeen;

    public DiffReader() {
        this(new Cursor(), false);
    }

    /**
     * @param onlyVersion2 whether another version is malformed
     */
    DiffReader(Cursor cursor, boolean onlyVersion2) {
        this.cursor = cursor;
        this.onlyVersion2 = onlyVersion2;
        cursor.expect(DiffVersion.BANNER_BYTES);
    }

    /** The version, once a record was read. */
    public DiffVersion version() {
        return version;
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
     * The next record.
     *
     * @param input consumed as far as it was needed
     * @return null when more input is needed, and after the end
     */
    public @Nullable DiffRecord next(ByteBuffer input) {
        while (state != State.ENDED) {
            if (state == State.PAYLOAD || state == State.SKIP) {
                if (!input.hasRemaining()) {
                    return null;
                }
                DiffRecord record = take(input);
                if (record != null) {
                    return record;
                }
            } else if (cursor.gather(input)) {
                DiffRecord record = field();
                if (record != null) {
                    return record;
                }
            } else {
                return null;
            }
        }
        return null;
    }

    private @Nullable DiffRecord take(ByteBuffer input) {
        ByteBuffer view = cursor.take(input, left);
        left -= view.remaining();
        DiffRecord.Payload piece = new DiffRecord.Payload(byteOffset, view);
        byteOffset += view.remaining();
        boolean payload = state == State.PAYLOAD;
        if (left == 0) {
            expectTag();
        }
        return payload ? piece : null;
    }

    /** Acts on a field that was gathered. */
    private @Nullable DiffRecord field() {
        return switch (state) {
            case BANNER -> banner();
            case TAG -> tag();
            case LENGTH -> length();
            case NAME_LENGTH -> nameLength();
            case NAME -> name();
            case FIXED -> fixed();
            case PAYLOAD, SKIP, ENDED -> throw new IllegalStateException(state.name());
        };
    }

    private void expect(State next, int bytes) {
        state = next;
        cursor.expect(bytes);
    }

    private void expectTag() {
        expect(State.TAG, 1);
    }

    private @Nullable DiffRecord banner() {
        byte[] found = cursor.field();
        if (Arrays.equals(found, DiffVersion.V2.banner())) {
            version = DiffVersion.V2;
        } else {
            cursor.check(
                    !onlyVersion2 && Arrays.equals(found, DiffVersion.V1.banner()),
                    "it is no stream of rbd differences, whose first line is %s"
                            .formatted(
                                    onlyVersion2
                                            ? "'rbd diff v2'"
                                            : "'rbd diff v1' or 'rbd diff v2'"));
            version = DiffVersion.V1;
        }
        expectTag();
        return null;
    }

    private @Nullable DiffRecord tag() {
        tag = cursor.decoder().u8();
        if (tag == Tags.END) {
            cursor.check(sizeBytes >= 0, "it ends without the size of the image");
            state = State.ENDED;
            return new DiffRecord.End();
        }
        if (version == DiffVersion.V2) {
            expect(State.LENGTH, Long.BYTES);
        } else {
            body();
        }
        return null;
    }

    private @Nullable DiffRecord length() {
        declaredBytes = cursor.decoder().u64();
        body();
        return null;
    }

    /** Expects what follows a tag, and its length where there is one. */
    private void body() {
        switch (tag) {
            case Tags.FROM_SNAPSHOT, Tags.TO_SNAPSHOT -> {
                headRecord();
                expect(State.NAME_LENGTH, Integer.BYTES);
            }
            case Tags.SIZE -> {
                headRecord();
                expectFixed(Long.BYTES);
            }
            case Tags.PROTECTION -> {
                cursor.check(version == DiffVersion.V2, unknown());
                headRecord();
                expect(State.FIXED, PROTECTION_BYTES);
            }
            case Tags.ZERO -> expectFixed(EXTENT_BYTES);
            case Tags.DATA -> expect(State.FIXED, EXTENT_BYTES);
            default -> skip();
        }
    }

    private String unknown() {
        return "unknown record " + Tags.text(tag);
    }

    private void skip() {
        cursor.check(version == DiffVersion.V2, unknown());
        cursor.check(
                declaredBytes >= 0 && declaredBytes <= StreamLimits.SKIPPED_BYTES,
                "%s of %s bytes".formatted(unknown(), Long.toUnsignedString(declaredBytes)));
        left = declaredBytes;
        state = State.SKIP;
        if (left == 0) {
            expectTag();
        }
    }

    private void headRecord() {
        cursor.check(
                !bytesSeen, "record %s comes after data, not before".formatted(Tags.text(tag)));
    }

    private void expectFixed(int bytes) {
        checkDeclared(bytes);
        expect(State.FIXED, bytes);
    }

    private void checkDeclared(long bytes) {
        cursor.check(
                version == DiffVersion.V1 || declaredBytes == bytes,
                "record %s says that it has %s bytes; it has %d"
                        .formatted(Tags.text(tag), Long.toUnsignedString(declaredBytes), bytes));
    }

    private @Nullable DiffRecord nameLength() {
        long bytes = cursor.decoder().u32();
        cursor.check(
                bytes > 0 && bytes <= StreamLimits.SNAPSHOT_NAME_BYTES,
                "the name of a snapshot has 1 to %d bytes, not %d"
                        .formatted(StreamLimits.SNAPSHOT_NAME_BYTES, bytes));
        checkDeclared(Integer.BYTES + bytes);
        expect(State.NAME, (int) bytes);
        return null;
    }

    private DiffRecord name() {
        String name = new String(cursor.field(), StandardCharsets.UTF_8);
        expectTag();
        if (tag == Tags.FROM_SNAPSHOT) {
            cursor.check(!fromSeen, "it begins at two snapshots");
            fromSeen = true;
            return new DiffRecord.FromSnapshot(name);
        }
        cursor.check(!toSeen, "it leads to two snapshots");
        toSeen = true;
        return new DiffRecord.ToSnapshot(name);
    }

    private DiffRecord fixed() {
        Decoder content = cursor.decoder();
        return switch (tag) {
            case Tags.SIZE -> {
                cursor.check(sizeBytes < 0, "it tells the size of the image twice");
                sizeBytes = content.u64();
                cursor.check(sizeBytes >= 0, "size " + Long.toUnsignedString(sizeBytes));
                expectTag();
                yield new DiffRecord.Size(sizeBytes);
            }
            case Tags.PROTECTION -> {
                cursor.check(!protectionSeen, "it tells a snapshot's protection twice");
                protectionSeen = true;
                expectTag();
                yield new DiffRecord.Protection(content.bool());
            }
            case Tags.ZERO -> {
                long offset = content.u64();
                long count = checkedCount(offset, content.u64());
                expectTag();
                yield new DiffRecord.Zero(offset, count);
            }
            case Tags.DATA -> {
                byteOffset = content.u64();
                left = checkedCount(byteOffset, content.u64());
                checkDeclared(EXTENT_BYTES + left);
                state = State.PAYLOAD;
                DiffRecord.Data data = new DiffRecord.Data(byteOffset, left);
                if (left == 0) {
                    expectTag();
                }
                yield data;
            }
            default -> throw new IllegalStateException(Tags.text(tag));
        };
    }

    private long checkedCount(long offset, long count) {
        bytesSeen = true;
        cursor.check(sizeBytes >= 0, "data before the size of the image");
        cursor.check(
                offset >= 0 && offset <= sizeBytes && count >= 0 && count <= sizeBytes - offset,
                "bytes %s+%s are not of an image of %d"
                        .formatted(
                                Long.toUnsignedString(offset),
                                Long.toUnsignedString(count),
                                sizeBytes));
        return count;
    }
}
