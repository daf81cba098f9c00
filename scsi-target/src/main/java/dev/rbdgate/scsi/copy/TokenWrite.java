package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameter list of WRITE USING TOKEN (SBC-4 5.55.2).
 *
 * @param immediate IMMED: the command ends when the copy starts
 * @param deletes DEL_TKN: the token ends with the copy
 * @param blockOffset where in the token's data to begin, in blocks of the written unit
 * @param token 512 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
public record TokenWrite(
        boolean immediate,
        boolean deletes,
        long blockOffset,
        byte[] token,
        List<ByteRange> ranges) {

    public static final int HEADER_BYTES = 536;

    /** Longest list. */
    public static final int MAX_BYTES = HEADER_BYTES + CopyLimits.MAX_RANGES * 16;

    private static final int FLAGS_OFFSET = 2;
    private static final int IMMED = 0x01;
    private static final int DEL_TKN = 0x02;
    private static final int BLOCK_OFFSET_OFFSET = 8;
    private static final int TOKEN_OFFSET = 16;
    private static final int RANGES_LENGTH_OFFSET = 534;

    /** A part of the write. */
    private record Step(Transfer transfer) implements CopyJob.Step {
        @Override
        public Transfer plan() {
            RodToken token = transfer.token();
            Refusal problem = token == null ? null : token.problem();
            if (problem != null) {
                throw problem;
            }
            return transfer;
        }
    }

    /**
     * @throws Refusal 05/1A/00, 05/26/xx or 05/21/00
     */
    public static TokenWrite parse(ByteBuffer list, CopyUnit unit) {
        List<ByteRange> ranges = RangeList.parse(list, RANGES_LENGTH_OFFSET, unit);
        byte[] token = new byte[TokenFormat.BYTES];
        list.get(TOKEN_OFFSET, token);
        int flags = list.get(FLAGS_OFFSET);
        return new TokenWrite(
                (flags & IMMED) != 0,
                (flags & DEL_TKN) != 0,
                list.getLong(BLOCK_OFFSET_OFFSET),
                token,
                ranges);
    }

    /** Whether it is the token of zeros, whatever follows the type. */
    public boolean isZero() {
        return ByteBuffer.wrap(token).getInt() == TokenFormat.ZERO;
    }

    /** The writing of zeros. */
    public CopyOrder zeros(int serviceAction, long listId, CopyUnit destination) {
        List<Step> steps = new ArrayList<>();
        for (ByteRange range : ranges) {
            steps.add(
                    new Step(
                            new Transfer(
                                    null,
                                    0,
                                    destination,
                                    range.byteOffset(),
                                    range.byteCount(),
                                    null)));
        }
        return new CopyOrder(serviceAction, listId, true, immediate, steps);
    }

    /**
     * The writing of a token's data.
     *
     * @throws Refusal 05/26/00 if the token does not have as much
     */
    public CopyOrder order(int serviceAction, long listId, RodToken source, CopyUnit destination) {
        long available = source.byteCount();
        long inToken = blockOffset * destination.blockBytes();
        if (Long.compareUnsigned(blockOffset, available / destination.blockBytes()) >= 0) {
            throw Refusal.invalidFieldInParameterList(
                    BLOCK_OFFSET_OFFSET, -1, "the offset is beyond the token's data");
        }
        if (ByteRange.sum(ranges) > available - inToken) {
            throw Refusal.invalidFieldInParameterList(
                    RANGES_LENGTH_OFFSET, -1, "more than the token's data");
        }
        List<Step> steps = new ArrayList<>();
        for (ByteRange range : ranges) {
            add(steps, source, inToken, range, destination);
            inToken += range.byteCount();
        }
        return new CopyOrder(serviceAction, listId, true, immediate, steps);
    }

    /** Cuts what one destination range takes at the ends of the token's ranges. */
    private static void add(
            List<Step> steps,
            RodToken source,
            long inToken,
            ByteRange range,
            CopyUnit destination) {
        long wanted = inToken;
        long end = inToken + range.byteCount();
        long rangeStart = 0;
        for (ByteRange part : source.ranges()) {
            long partEnd = rangeStart + part.byteCount();
            if (wanted < end && wanted < partEnd) {
                long bytes = Math.min(end, partEnd) - wanted;
                steps.add(
                        new Step(
                                new Transfer(
                                        source.source(),
                                        part.byteOffset() + wanted - rangeStart,
                                        destination,
                                        range.byteOffset() + wanted - inToken,
                                        bytes,
                                        source)));
                wanted += bytes;
            }
            rangeStart = partEnd;
        }
    }
}
