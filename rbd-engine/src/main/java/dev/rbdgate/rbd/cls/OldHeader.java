package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The header of an image of format 1, which is the content of {@code <name>.rbd}. All but the
 * snapshots is kept as it came.
 *
 * @param fixed the first 112 bytes
 * @param snaps newest first
 */
@SuppressWarnings("ArrayRecordComponent") // lives within one method call
record OldHeader(byte[] fixed, List<Snap> snaps) {

    record Snap(long id, long imageSize, String name) {}

    static final int FIXED_BYTES = 112;
    private static final int SNAP_BYTES = 16;
    private static final int IMAGE_SIZE_AT = 80;
    private static final int SNAP_SEQ_AT = 88;
    private static final int SNAP_COUNT_AT = 96;
    private static final int NAMES_LENGTH_AT = 104;

    long snapSeq() {
        return view(fixed).getLong(SNAP_SEQ_AT);
    }

    long imageSize() {
        return view(fixed).getLong(IMAGE_SIZE_AT);
    }

    static OldHeader read(ObjectClassContext object) throws ObjectClassException {
        byte[] fixed = object.read(0, FIXED_BYTES);
        Guards.check(fixed.length == FIXED_BYTES, Errno.EINVAL);
        int count = view(fixed).getInt(SNAP_COUNT_AT);
        long namesLength = view(fixed).getLong(NAMES_LENGTH_AT);
        long length = FIXED_BYTES + (long) count * SNAP_BYTES + namesLength;
        Guards.check(
                count >= 0 && namesLength >= 0 && length >= 0 && length <= object.size(),
                Errno.EINVAL);
        byte[] content = object.read(FIXED_BYTES, (int) (length - FIXED_BYTES));
        ByteBuffer rest = view(content);
        int nameAt = count * SNAP_BYTES;
        List<Snap> snaps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int end = nameAt;
            while (end < rest.limit() && rest.get(end) != 0) {
                end++;
            }
            Guards.check(end < rest.limit(), Errno.EIO);
            String name = new String(content, nameAt, end - nameAt, StandardCharsets.UTF_8);
            int at = i * SNAP_BYTES;
            snaps.add(new Snap(rest.getLong(at), rest.getLong(at + Long.BYTES), name));
            nameAt = end + 1;
        }
        return new OldHeader(fixed, snaps);
    }

    OldHeader with(List<Snap> newSnaps, long newSnapSeq) {
        byte[] copy = fixed.clone();
        view(copy).putLong(SNAP_SEQ_AT, newSnapSeq);
        return new OldHeader(copy, List.copyOf(newSnaps));
    }

    byte[] toBytes() {
        List<byte[]> names =
                snaps.stream().map(s -> s.name().getBytes(StandardCharsets.UTF_8)).toList();
        int namesLength = names.stream().mapToInt(name -> name.length + 1).sum();
        byte[] content =
                Arrays.copyOf(fixed, FIXED_BYTES + snaps.size() * SNAP_BYTES + namesLength);
        ByteBuffer bytes = view(content);
        bytes.putInt(SNAP_COUNT_AT, snaps.size()).putLong(NAMES_LENGTH_AT, namesLength);
        bytes.position(FIXED_BYTES);
        snaps.forEach(snap -> bytes.putLong(snap.id()).putLong(snap.imageSize()));
        names.forEach(name -> bytes.put(name).put((byte) 0));
        return content;
    }

    private static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
