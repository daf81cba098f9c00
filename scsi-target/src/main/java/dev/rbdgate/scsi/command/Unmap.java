package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.StepLoop;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.context.UnitLimits;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * UNMAP (SBC-4 5.37). Every descriptor is checked before the first one takes effect.
 *
 * @param anchor whether the blocks keep storage
 */
record Unmap(int parameterListLength, boolean anchor) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                                    "UNMAP",
                                    "42 01 00 00 00 00 3f ff ff 00",
                                    Access.CHANGES,
                                    Unmap.class,
                                    cdb -> new Unmap(cdb.u16(7), cdb.bit(1, 0)))
                            .offeredWhen(UnitContext::thinProvisioned));

    private static final int HEADER_BYTES = 8;
    private static final int DESCRIPTORS_LENGTH_OFFSET = 2;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int BLOCKS_OFFSET = 8;

    @Override
    public void execute(Execution run) {
        run.device();
        if (parameterListLength == 0) {
            run.good(0);
            return;
        }
        int bytes = run.receivable(parameterListLength);
        if (bytes < HEADER_BYTES) {
            throw Refusal.parameterListLength("UNMAP with " + bytes + " bytes");
        }
        run.receive(
                bytes,
                dataOut -> {
                    List<BlockRange> ranges =
                            ranges(run, dataOut.slice(dataOut.readerIndex(), bytes));
                    unmapAll(run, ranges);
                });
    }

    /** The descriptors that are wholly there; one that is cut short is ignored. */
    private static List<BlockRange> ranges(Execution run, ByteBuf list) {
        int announced = list.getUnsignedShort(DESCRIPTORS_LENGTH_OFFSET);
        int count = Math.min(announced, list.readableBytes() - HEADER_BYTES) / DESCRIPTOR_BYTES;
        if (count > UnitLimits.MAX_UNMAP_DESCRIPTORS) {
            throw Refusal.invalidFieldInParameterList(
                    DESCRIPTORS_LENGTH_OFFSET, -1, count + " UNMAP descriptors");
        }
        long allowed = UnitLimits.MAX_UNMAP_BYTES / run.unit().blockBytes();
        List<BlockRange> ranges = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            int offset = HEADER_BYTES + index * DESCRIPTOR_BYTES;
            int blocksOffset = offset + BLOCKS_OFFSET;
            BlockRange range =
                    new BlockRange(
                            list.getLong(offset), list.getUnsignedInt(blocksOffset), blocksOffset);
            range.checkInside(run);
            allowed -= range.blocks();
            if (allowed < 0) {
                throw Refusal.invalidFieldInParameterList(
                        blocksOffset, -1, "more blocks than one UNMAP may have");
            }
            if (range.blocks() > 0) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    private void unmapAll(Execution run, List<BlockRange> ranges) {
        Iterator<BlockRange> each = ranges.iterator();
        new StepLoop(
                        loop -> {
                            if (each.hasNext()) {
                                unmap(run, each.next(), loop);
                            } else {
                                run.good(parameterListLength);
                            }
                        })
                .next();
    }

    private void unmap(Execution run, BlockRange range, StepLoop loop) {
        Completion end =
                outcome -> {
                    if (outcome instanceof Outcome.Done) {
                        loop.next();
                    } else {
                        run.end(outcome, range.lba(), 0);
                    }
                };
        if (anchor) {
            Anchoring.anchor(run, range, end);
        } else {
            run.unmap(range.byteOffset(run), range.byteCount(run), end);
        }
    }
}
