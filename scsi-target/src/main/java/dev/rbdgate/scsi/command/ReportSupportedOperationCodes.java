package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * REPORT SUPPORTED OPERATION CODES (SPC-5 6.33), answered from the command table.
 *
 * @param timeouts RCTD: with command timeouts descriptors
 * @param option REPORTING OPTIONS: 0 all commands; one command 1 by operation code, 2 by operation
 *     code and service action, 3 by whichever it has
 */
record ReportSupportedOperationCodes(
        boolean timeouts, int option, int operationCode, int serviceAction, long allocationLength)
        implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "REPORT SUPPORTED OPERATION CODES",
                            "a3 0c 87 ff ff ff ff ff ff ff 00 00",
                            Access.UNIT,
                            ReportSupportedOperationCodes.class,
                            ReportSupportedOperationCodes::decode));

    private static final int OPTION_BYTE = 2;
    private static final int OPERATION_CODE_BYTE = 3;
    private static final int SERVICE_ACTION_BYTE = 4;
    private static final int ALL = 0;
    private static final int BY_OPERATION_CODE = 1;
    private static final int BY_SERVICE_ACTION = 2;
    private static final int BY_WHICHEVER = 3;

    private static final int DESCRIPTOR_BYTES = 8;
    private static final int SERVACTV = 0x01;
    private static final int DESCRIPTOR_CTDP = 0x02;
    private static final int ONE_COMMAND_CTDP = 0x80;
    private static final int NOT_SUPPORTED = 0x01;
    private static final int SUPPORTED = 0x03;

    /** A descriptor that gives no time: how long a command takes is up to the storage. */
    private static final byte[] TIMEOUTS = {0, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private static final byte[] NO_TIMEOUTS = {};

    private static Command decode(Cdb cdb) {
        int option = cdb.u8(OPTION_BYTE) & 0x7;
        if (option > BY_WHICHEVER) {
            throw Refusal.invalidFieldInCdb(OPTION_BYTE, 2, "reporting option " + option);
        }
        return new ReportSupportedOperationCodes(
                cdb.bit(OPTION_BYTE, 7),
                option,
                cdb.u8(OPERATION_CODE_BYTE),
                cdb.u16(SERVICE_ACTION_BYTE),
                cdb.u32(6));
    }

    @Override
    public void execute(Execution run) {
        UnitContext unit = run.unit();
        run.good(option == ALL ? everyCommand(unit) : oneCommand(unit), allocationLength);
    }

    private byte[] everyCommand(UnitContext unit) {
        ByteArrayOutputStream descriptors = new ByteArrayOutputStream();
        for (CommandEntry entry : CommandTable.ENTRIES) {
            if (entry.isOffered(unit)) {
                descriptors.writeBytes(descriptor(entry));
                descriptors.writeBytes(timeouts ? TIMEOUTS : NO_TIMEOUTS);
            }
        }
        return ByteBuffer.allocate(Integer.BYTES + descriptors.size())
                .putInt(descriptors.size())
                .put(descriptors.toByteArray())
                .array();
    }

    private byte[] descriptor(CommandEntry entry) {
        int flags = (entry.hasServiceAction() ? SERVACTV : 0) | (timeouts ? DESCRIPTOR_CTDP : 0);
        return ByteBuffer.allocate(DESCRIPTOR_BYTES)
                .put((byte) entry.operationCode())
                .put((byte) 0)
                .putShort((short) Math.max(entry.serviceAction(), 0))
                .put((byte) 0)
                .put((byte) flags)
                .putShort((short) entry.usage().length())
                .array();
    }

    private byte[] oneCommand(UnitContext unit) {
        CommandEntry entry = lookUp();
        if (entry == null || !entry.isOffered(unit)) {
            return new byte[] {0, NOT_SUPPORTED, 0, 0};
        }
        byte[] usage = entry.usage().bytes();
        byte[] descriptor = timeouts ? TIMEOUTS : NO_TIMEOUTS;
        return ByteBuffer.allocate(4 + usage.length + descriptor.length)
                .put((byte) 0)
                .put((byte) (SUPPORTED | (timeouts ? ONE_COMMAND_CTDP : 0)))
                .putShort((short) usage.length)
                .put(usage)
                .put(descriptor)
                .array();
    }

    private @Nullable CommandEntry lookUp() {
        boolean hasServiceActions = CommandTable.hasServiceActions(operationCode);
        if (option == BY_OPERATION_CODE && hasServiceActions) {
            throw Refusal.invalidFieldInCdb(OPTION_BYTE, 2, "operation code with service actions");
        }
        CommandEntry entry = CommandTable.find(operationCode, serviceAction);
        if (option == BY_SERVICE_ACTION && !hasServiceActions && entry != null) {
            throw Refusal.invalidFieldInCdb(
                    OPTION_BYTE, 2, "operation code without service actions");
        }
        boolean strayAction = option == BY_WHICHEVER && !hasServiceActions && serviceAction != 0;
        return strayAction ? null : entry;
    }
}
