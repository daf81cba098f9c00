package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.Sense;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What initiators are told of copies, by list identifier (SPC-5 6.25 to 6.30). */
public final class CopyResults {

    private static final int LIST_ID_BYTE = 2;

    private static final int LID1_STATUS_BYTES = 12;
    private static final int FAILURE_HEADER_BYTES = 60;
    private static final int FAILURE_STATUS_OFFSET = 56;
    private static final int LID4_HEADER_BYTES = 32;
    private static final int LENGTH_BYTES = 4;

    private static final int IN_PROGRESS = 0x00;
    private static final int COMPLETED = 0x01;
    private static final int COMPLETED_WITH_ERRORS = 0x02;
    private static final int IN_FOREGROUND = 0x11;
    private static final int IN_BACKGROUND = 0x12;
    private static final int TERMINATED = 0x60;

    private static final int UNIT_BYTES = 0x00;
    private static final int UNIT_MEBIBYTES = 0x02;
    private static final int UNIT_BLOCKS = 0xf1;

    /** There is always something newer than this, in milliseconds. */
    private static final int UPDATE_DELAY_MILLIS = 100;

    private final UnitCopies copies;
    private final Nexus nexus;
    private final long listId;
    private final CopyOperation operation;

    /**
     * @throws Refusal 05/24/00 if there is no copy of this identifier
     */
    public CopyResults(UnitCopies copies, Nexus nexus, long listId) {
        CopyOperation found = copies.find(nexus, listId);
        if (found == null) {
            throw unknown(listId);
        }
        this.copies = copies;
        this.nexus = nexus;
        this.listId = listId;
        this.operation = found;
    }

    /** 05/24/00 for a list identifier. */
    public static Refusal unknown(long listId) {
        return Refusal.invalidFieldInCdb(
                LIST_ID_BYTE, -1, "no copy with list identifier " + listId);
    }

    /** RECEIVE COPY STATUS(LID1). A copy that was told to be over without errors is forgotten. */
    public byte[] lid1Status() {
        CopyState state = operation.state();
        long bytes = operation.bytes();
        boolean fits = bytes >>> Integer.SIZE == 0;
        byte[] data =
                ByteBuffer.allocate(LID1_STATUS_BYTES)
                        .putInt(LID1_STATUS_BYTES - LENGTH_BYTES)
                        .put((byte) lid1Code(state))
                        .putShort((short) operation.segments())
                        .put((byte) (fits ? UNIT_BYTES : UNIT_MEBIBYTES))
                        .putInt((int) (fits ? bytes : bytes >> 20))
                        .array();
        forgetIf(state instanceof CopyState.Done);
        return data;
    }

    private static int lid1Code(CopyState state) {
        return switch (state) {
            case CopyState.Running _ -> IN_PROGRESS;
            case CopyState.Done _ -> COMPLETED;
            case CopyState.Failed _, CopyState.Aborted _ -> COMPLETED_WITH_ERRORS;
        };
    }

    /**
     * RECEIVE COPY FAILURE DETAILS(LID1).
     *
     * @throws Refusal 05/24/00 while the copy is running
     */
    public byte[] failureDetails(boolean descriptorSense) {
        CopyState state = operation.state();
        if (state instanceof CopyState.Running) {
            throw Refusal.invalidFieldInCdb(LIST_ID_BYTE, -1, "the copy is still running");
        }
        byte[] sense = sense(state, descriptorSense);
        ByteBuffer data = ByteBuffer.allocate(FAILURE_HEADER_BYTES + sense.length);
        // A copy without errors has no details: nothing is available then.
        boolean failed = !(state instanceof CopyState.Done);
        data.putInt(0, failed ? data.capacity() - LENGTH_BYTES : 0);
        data.put(FAILURE_STATUS_OFFSET, (byte) status(state).code());
        data.putShort(FAILURE_STATUS_OFFSET + 2, (short) sense.length);
        data.put(FAILURE_HEADER_BYTES, sense);
        forgetIf(true);
        return failed ? data.array() : Arrays.copyOf(data.array(), FAILURE_HEADER_BYTES);
    }

    /** RECEIVE COPY STATUS(LID4). */
    public byte[] lid4Status(boolean descriptorSense) {
        byte[] data = extended(descriptorSense, UNIT_BYTES, operation.bytes(), new byte[0]);
        forgetIf(!operation.isRunning());
        return data;
    }

    /** RECEIVE ROD TOKEN INFORMATION. It may be asked for again: the token is not forgotten. */
    public byte[] rodTokenInformation(boolean descriptorSense, int blockBytes) {
        RodToken token = operation.token();
        byte[] descriptor =
                token == null
                        ? new byte[0]
                        : ByteBuffer.allocate(2 + TokenFormat.BYTES)
                                .putShort((short) 0)
                                .put(token.encoded())
                                .array();
        byte[] tail =
                ByteBuffer.allocate(LENGTH_BYTES + descriptor.length)
                        .putInt(descriptor.length)
                        .put(descriptor)
                        .array();
        return extended(descriptorSense, UNIT_BLOCKS, operation.bytes() / blockBytes, tail);
    }

    private byte[] extended(boolean descriptorSense, int units, long count, byte[] tail) {
        CopyState state = operation.state();
        byte[] sense = sense(state, descriptorSense);
        byte[] padded = Arrays.copyOf(sense, sense.length + 3 & ~3);
        ByteBuffer data = ByteBuffer.allocate(LID4_HEADER_BYTES + padded.length + tail.length);
        data.putInt(data.capacity() - LENGTH_BYTES);
        data.put((byte) operation.serviceAction());
        data.put((byte) extendedCode(state));
        data.putShort((short) operation.operations());
        data.putInt(operation.isRunning() ? UPDATE_DELAY_MILLIS : -1);
        data.put((byte) status(state).code());
        data.put((byte) padded.length);
        data.put((byte) sense.length);
        data.put((byte) units);
        data.putLong(count);
        data.putShort((short) operation.segments());
        data.position(LID4_HEADER_BYTES).put(padded).put(tail);
        return data.array();
    }

    private int extendedCode(CopyState state) {
        return switch (state) {
            case CopyState.Running _ -> operation.background() ? IN_BACKGROUND : IN_FOREGROUND;
            case CopyState.Done _ -> COMPLETED;
            case CopyState.Failed _ -> COMPLETED_WITH_ERRORS;
            case CopyState.Aborted _ -> TERMINATED;
        };
    }

    private static ScsiStatus status(CopyState state) {
        return switch (state) {
            case CopyState.Running _, CopyState.Done _ -> ScsiStatus.GOOD;
            case CopyState.Failed(Refusal refusal) -> refusal.status();
            case CopyState.Aborted _ -> ScsiStatus.TASK_ABORTED;
        };
    }

    private static byte[] sense(CopyState state, boolean descriptorFormat) {
        @Nullable Sense sense =
                state instanceof CopyState.Failed(Refusal refusal) ? refusal.sense() : null;
        return sense == null ? new byte[0] : sense.withDescriptorFormat(descriptorFormat).encode();
    }

    private void forgetIf(boolean told) {
        if (told) {
            copies.forget(nexus, listId, operation);
        }
    }

    /** RECEIVE COPY OPERATING PARAMETERS (SPC-5 6.27). */
    public static byte[] operatingParameters() {
        byte[] types = {SegmentDescriptor.BLOCK_TO_BLOCK, (byte) CscdDescriptor.IDENTIFICATION};
        ByteBuffer data = ByteBuffer.allocate(44 + types.length);
        data.putInt(data.capacity() - LENGTH_BYTES);
        data.put((byte) SNLID).put(new byte[3]);
        data.putShort((short) CopyLimits.MAX_CSCD_DESCRIPTORS);
        data.putShort((short) CopyLimits.MAX_SEGMENT_DESCRIPTORS);
        data.putInt(CopyLimits.MAX_DESCRIPTOR_LIST_BYTES);
        data.putInt(CopyLimits.MAX_SEGMENT_BYTES);
        data.putInt(0); // inline data
        data.putInt(0); // held data
        data.putInt(0); // stream device transfers
        data.putShort((short) 0);
        data.putShort((short) CopyLimits.MAX_COPIES);
        data.put((byte) CopyLimits.MAX_COPIES);
        // Granularities are powers of two: one byte.
        data.put(new byte[6]).put((byte) types.length).put(types);
        return data.array();
    }

    /** Copies may have no list identifier. */
    private static final int SNLID = 0x01;

    /** REPORT ALL ROD TOKENS (SPC-5 6.37), of one unit. */
    public static byte[] tokens(UnitCopies copies, RodTokens all) {
        List<RodToken> tokens = copies.tokens(all);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                ByteBuffer.allocate(8)
                        .putInt(LENGTH_BYTES + tokens.size() * TokenFormat.MANAGEMENT_BYTES)
                        .array());
        for (RodToken token : tokens) {
            out.write(token.encoded(), 0, TokenFormat.MANAGEMENT_BYTES);
        }
        return out.toByteArray();
    }
}
