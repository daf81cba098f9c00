package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.buffer.DataBuffer;
import dev.rbdgate.scsi.buffer.EchoBuffer;
import java.util.List;

/** WRITE BUFFER (SPC-5 6.49): data and echo buffer. There is no microcode to replace. */
record WriteBuffer(int mode, int bufferId, int offset, int parameterListLength) implements Command {

    private static final int BUFFER_ID_BYTE = 2;
    private static final int OFFSET_BYTE = 3;
    private static final int LENGTH_BYTE = 6;

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "WRITE BUFFER",
                            "3b 1f ff ff ff ff ff ff ff 00",
                            Access.UNIT,
                            WriteBuffer.class,
                            cdb ->
                                    new WriteBuffer(
                                            cdb.u8(BufferMode.MODE_BYTE) & BufferMode.MODE_MASK,
                                            cdb.u8(BUFFER_ID_BYTE),
                                            cdb.u24(OFFSET_BYTE),
                                            cdb.u24(LENGTH_BYTE))));

    @Override
    public void execute(Execution run) {
        switch (mode) {
            case BufferMode.DATA -> data(run);
            case BufferMode.ECHO -> echo(run);
            default ->
                    throw Refusal.invalidFieldInCdb(
                            BufferMode.MODE_BYTE, BufferMode.MODE_BIT, "buffer mode " + mode);
        }
    }

    private void data(Execution run) {
        if (bufferId != 0) {
            throw Refusal.invalidFieldInCdb(BUFFER_ID_BYTE, -1, "no buffer " + bufferId);
        }
        if (offset > DataBuffer.CAPACITY_BYTES) {
            throw Refusal.invalidFieldInCdb(OFFSET_BYTE, -1, "an offset behind the buffer");
        }
        checkLength(DataBuffer.CAPACITY_BYTES - offset);
        ParameterList.receive(
                run,
                parameterListLength,
                list -> {
                    run.unit().parts().dataBuffer().write(offset, list.copy(0, list.length()));
                    run.good(parameterListLength);
                });
    }

    private void echo(Execution run) {
        checkLength(EchoBuffer.CAPACITY_BYTES);
        ParameterList.receive(
                run,
                parameterListLength,
                list -> {
                    run.unit().echoBuffer().write(list.copy(0, list.length()));
                    run.good(parameterListLength);
                });
    }

    private void checkLength(int room) {
        if (parameterListLength > room) {
            throw Refusal.invalidFieldInCdb(
                    LENGTH_BYTE, -1, parameterListLength + " bytes do not fit");
        }
    }
}
