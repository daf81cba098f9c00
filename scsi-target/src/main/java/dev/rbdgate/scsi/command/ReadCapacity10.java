package dev.rbdgate.scsi.command;

import java.nio.ByteBuffer;
import java.util.List;

/** READ CAPACITY(10) (SBC-4 5.20). */
record ReadCapacity10() implements Command {

    // LBA and PMI, in the eyes of older standards, have no usage any more.
    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "READ CAPACITY(10)",
                            "25 00 00 00 00 00 00 00 00 00",
                            Access.READS,
                            ReadCapacity10.class,
                            _ -> new ReadCapacity10()));

    private static final int DATA_BYTES = 8;

    /** Tells that the last LBA does not fit and READ CAPACITY(16) has it. */
    private static final long TOO_LARGE = 0xffff_ffffL;

    @Override
    public void execute(Execution run) {
        int blockBytes = run.unit().blockBytes();
        long lastLba = ReadCapacity16.lastLba(run, blockBytes);
        run.good(
                ByteBuffer.allocate(DATA_BYTES)
                        .putInt((int) Math.min(lastLba, TOO_LARGE))
                        .putInt(blockBytes)
                        .array(),
                DATA_BYTES);
    }
}
