package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.buffer.DataBuffer;
import dev.rbdgate.scsi.buffer.EchoBuffer;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * READ BUFFER(10) and (16) (SPC-5 6.20, 6.21): data and echo buffer with their descriptors.
 *
 * @param bufferByte where the CDB has the buffer id, for the field pointer
 * @param offsetByte where it has the buffer offset
 */
record ReadBuffer(
        int mode, int bufferId, int bufferByte, long offset, int offsetByte, long allocationLength)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "READ BUFFER(10)",
                            "3c 1f ff ff ff ff ff ff ff 00",
                            Access.UNIT,
                            ReadBuffer.class,
                            cdb ->
                                    new ReadBuffer(
                                            mode(cdb), cdb.u8(2), 2, cdb.u24(3), 3, cdb.u24(6))),
                    CommandEntry.of(
                            "READ BUFFER(16)",
                            "9b 1f ff ff ff ff ff ff ff ff ff ff ff ff ff 00",
                            Access.UNIT,
                            ReadBuffer.class,
                            cdb ->
                                    new ReadBuffer(
                                            mode(cdb),
                                            cdb.u8(14),
                                            14,
                                            cdb.u64(2),
                                            2,
                                            cdb.u32(10))));

    private static final int DESCRIPTOR_BYTES = 4;

    /** A buffer may be addressed at any byte: OFFSET BOUNDARY 2^0. */
    private static final int BYTE_BOUNDARY = 0;

    /** Each nexus has an echo buffer of its own. */
    private static final int EBOS = 0x01;

    private static int mode(Cdb cdb) {
        return cdb.u8(BufferMode.MODE_BYTE) & BufferMode.MODE_MASK;
    }

    @Override
    public void execute(Execution run) {
        switch (mode) {
            case BufferMode.DATA -> data(run);
            case BufferMode.DESCRIPTOR -> {
                int capacity = bufferId == 0 ? DataBuffer.CAPACITY_BYTES : 0;
                run.good(descriptor(BYTE_BOUNDARY, capacity), allocationLength);
            }
            case BufferMode.ECHO -> echo(run);
            case BufferMode.ECHO_DESCRIPTOR ->
                    run.good(descriptor(EBOS, EchoBuffer.CAPACITY_BYTES), allocationLength);
            default ->
                    throw Refusal.invalidFieldInCdb(
                            BufferMode.MODE_BYTE, BufferMode.MODE_BIT, "buffer mode " + mode);
        }
    }

    private void data(Execution run) {
        if (bufferId != 0) {
            throw Refusal.invalidFieldInCdb(bufferByte, -1, "no buffer " + bufferId);
        }
        if (Long.compareUnsigned(offset, DataBuffer.CAPACITY_BYTES) > 0) {
            throw Refusal.invalidFieldInCdb(offsetByte, -1, "an offset behind the buffer");
        }
        int bytes = (int) Math.min(DataBuffer.CAPACITY_BYTES - offset, allocationLength);
        run.good(run.unit().parts().dataBuffer().read((int) offset, bytes), allocationLength);
    }

    private void echo(Execution run) {
        byte[] content = run.unit().echoBuffer().read();
        if (content == null) {
            throw Refusal.of(
                    Blame.PEER,
                    Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.COMMAND_SEQUENCE_ERROR),
                    "nothing to echo");
        }
        run.good(content, allocationLength);
    }

    private static byte[] descriptor(int flags, int capacity) {
        return ByteBuffer.allocate(DESCRIPTOR_BYTES).putInt(flags << 24 | capacity).array();
    }
}
