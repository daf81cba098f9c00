package dev.rbdgate.scsi.record;

import dev.rbdgate.block.LogicalUnitState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A unit's record: sections by tag. Immutable. A section that this version does not know is kept as
 * it is when another one changes.
 *
 * <p>Format, big-endian: the eight bytes {@code RBDG-LU} and format version; number of sections
 * (2); for each of them, ascending by tag, tag (2), length (4) and content; CRC32C of all before it
 * (4). A record that was never stored has no bytes at all.
 */
public final class UnitRecord {

    public static final UnitRecord EMPTY = new UnitRecord(new TreeMap<>());

    private static final byte[] MAGIC = {'R', 'B', 'D', 'G', '-', 'L', 'U'};
    private static final byte FORMAT_VERSION = 1;
    private static final int HEADER_BYTES = MAGIC.length + 1 + Short.BYTES;
    private static final int SECTION_HEADER_BYTES = Short.BYTES + Integer.BYTES;
    private static final byte[] NOTHING = {};

    private final SortedMap<Integer, byte[]> sections;

    private UnitRecord(SortedMap<Integer, byte[]> sections) {
        this.sections = Collections.unmodifiableSortedMap(sections);
    }

    /**
     * @throws DamagedRecordException if these bytes are not a whole record
     * @throws NewerRecordException if a later version wrote them
     */
    public static UnitRecord decode(byte[] bytes) {
        if (bytes.length == 0) {
            return EMPTY;
        }
        int end = bytes.length - Integer.BYTES;
        if (end < HEADER_BYTES || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new DamagedRecordException("not a unit record: " + bytes.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(end) != checksum(bytes, end)) {
            throw new DamagedRecordException("unit record with a wrong checksum");
        }
        int version = in.position(MAGIC.length).get() & 0xff;
        if (version > FORMAT_VERSION) {
            throw new NewerRecordException("unit record of version " + version);
        }
        return new UnitRecord(sections(in.limit(end)));
    }

    private static SortedMap<Integer, byte[]> sections(ByteBuffer in) {
        SortedMap<Integer, byte[]> sections = new TreeMap<>();
        int count = in.getShort() & 0xffff;
        for (int index = 0; index < count; index++) {
            if (in.remaining() < SECTION_HEADER_BYTES) {
                throw new DamagedRecordException("unit record ends inside section " + index);
            }
            int tag = in.getShort() & 0xffff;
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new DamagedRecordException("section %d of %d bytes".formatted(tag, length));
            }
            byte[] content = new byte[length];
            in.get(content);
            sections.put(tag, content);
        }
        if (in.hasRemaining()) {
            throw new DamagedRecordException(in.remaining() + " bytes behind the last section");
        }
        return sections;
    }

    /**
     * @throws IllegalArgumentException if it is longer than {@link LogicalUnitState#MAX_BYTES}
     */
    public byte[] encode() {
        long length = (long) HEADER_BYTES + Integer.BYTES;
        for (byte[] content : sections.values()) {
            length += SECTION_HEADER_BYTES + content.length;
        }
        if (length > LogicalUnitState.MAX_BYTES) {
            throw new IllegalArgumentException("unit record of " + length + " bytes");
        }
        ByteBuffer out = ByteBuffer.allocate((int) length);
        out.put(MAGIC).put(FORMAT_VERSION).putShort((short) sections.size());
        sections.forEach((tag, content) ->
                out.putShort(tag.shortValue()).putInt(content.length).put(content));
        return out.putInt(checksum(out.array(), out.position())).array();
    }

    /** A section's content; no bytes if there is none. */
    public byte[] section(UnitSection section) {
        return sections.getOrDefault(section.tag(), NOTHING).clone();
    }

    /** This record with another content of one section; no bytes remove it. */
    public UnitRecord with(UnitSection section, byte[] content) {
        SortedMap<Integer, byte[]> changed = new TreeMap<>(sections);
        if (content.length == 0) {
            changed.remove(section.tag());
        } else {
            changed.put(section.tag(), content.clone());
        }
        return new UnitRecord(changed);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
