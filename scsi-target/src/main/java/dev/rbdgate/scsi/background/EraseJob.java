package dev.rbdgate.scsi.background;

import dev.rbdgate.scsi.record.DamagedRecordException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A sanitize or format operation of a whole unit.
 *
 * @param unrestrictedExit AUSE: whether EXIT FAILURE MODE ends the failure of this operation
 * @param passes how often all blocks are written, at least 1
 * @param invert whether the pattern is inverted between passes; the last one writes it as it is
 * @param pattern one logical block; never changed; ignored by {@link EraseMethod#UNMAP}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
public record EraseJob(
        EraseKind kind,
        EraseMethod method,
        boolean unrestrictedExit,
        int passes,
        boolean invert,
        byte[] pattern) {

    private static final byte FORMAT_VERSION = 1;
    private static final int RUNNING = 1;
    private static final int FAILED = 2;
    private static final int UNRESTRICTED_EXIT = 0x01;
    private static final int INVERT = 0x02;
    private static final int HEADER_BYTES = 6;

    /** What a unit's record says of a job: that it runs, or has failed. */
    record Stored(EraseJob job, boolean failed) {}

    /** Gives all blocks back. */
    public static EraseJob unmap(EraseKind kind, boolean unrestrictedExit) {
        return new EraseJob(kind, EraseMethod.UNMAP, unrestrictedExit, 1, false, new byte[0]);
    }

    /** The block that a pass writes, passes counted from 0 (SBC-4 5.30.3, INVERT). */
    byte[] block(int pass) {
        if (!invert || (passes - 1 - pass) % 2 == 0) {
            return pattern;
        }
        byte[] inverted = new byte[pattern.length];
        for (int index = 0; index < inverted.length; index++) {
            inverted[index] = (byte) ~pattern[index];
        }
        return inverted;
    }

    /**
     * The section of the unit's record, big-endian: format version, state, kind, method, flags,
     * passes (1 each); pattern.
     */
    byte[] encode(boolean failed) {
        return ByteBuffer.allocate(HEADER_BYTES + pattern.length)
                .put(FORMAT_VERSION)
                .put((byte) (failed ? FAILED : RUNNING))
                .put((byte) kind.code())
                .put((byte) method.code())
                .put((byte) ((unrestrictedExit ? UNRESTRICTED_EXIT : 0) | (invert ? INVERT : 0)))
                .put((byte) passes)
                .put(pattern)
                .array();
    }

    /**
     * @throws DamagedRecordException if these bytes are not what {@link #encode} gave
     */
    static Stored decode(byte[] section) {
        ByteBuffer in = ByteBuffer.wrap(section);
        try {
            int version = in.get();
            int state = in.get();
            EraseKind kind = kind(in.get());
            EraseMethod method = method(in.get());
            int flags = in.get();
            int passes = in.get();
            byte[] pattern = Arrays.copyOfRange(section, in.position(), section.length);
            if (version != FORMAT_VERSION
                    || (state != RUNNING && state != FAILED)
                    || passes < 1
                    || (pattern.length == 0 && method != EraseMethod.UNMAP)) {
                throw new DamagedRecordException("background work of version " + version);
            }
            boolean exit = (flags & UNRESTRICTED_EXIT) != 0;
            EraseJob job = new EraseJob(kind, method, exit, passes, (flags & INVERT) != 0, pattern);
            return new Stored(job, state == FAILED);
        } catch (BufferUnderflowException truncated) {
            throw new DamagedRecordException("background work of " + section.length + " bytes");
        }
    }

    private static EraseKind kind(int code) {
        for (EraseKind kind : EraseKind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new DamagedRecordException("background work of kind " + code);
    }

    private static EraseMethod method(int code) {
        for (EraseMethod method : EraseMethod.values()) {
            if (method.code() == code) {
                return method;
            }
        }
        throw new DamagedRecordException("background work by method " + code);
    }
}
