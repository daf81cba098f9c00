package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.information.InformationType;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * REPORT IDENTIFYING INFORMATION (SPC-5 6.32).
 *
 * @param informationType its code, seven bits
 */
record ReportIdentifyingInformation(int informationType, long allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "REPORT IDENTIFYING INFORMATION",
                            "a3 05 00 00 00 00 ff ff ff ff fe 00",
                            Access.UNIT,
                            ReportIdentifyingInformation.class,
                            cdb -> new ReportIdentifyingInformation(cdb.u8(10) >> 1, cdb.u32(6))));

    static final int TYPE_BYTE = 10;
    static final int TYPE_BIT = 7;

    /** The supported types are asked for. */
    private static final int SUPPORTED_TYPES = 0b111_1111;

    private static final int HEADER_BYTES = 4;
    private static final int DESCRIPTOR_BYTES = 4;

    static InformationType type(int code) {
        InformationType type = InformationType.of(code);
        if (type == null) {
            throw Refusal.invalidFieldInCdb(TYPE_BYTE, TYPE_BIT, "information type " + code);
        }
        return type;
    }

    @Override
    public void execute(Execution run) {
        byte[] content =
                informationType == SUPPORTED_TYPES
                        ? supportedTypes()
                        : run.unit().parts().information().get(type(informationType));
        byte[] data =
                ByteBuffer.allocate(HEADER_BYTES + content.length)
                        .putInt(content.length)
                        .put(content)
                        .array();
        run.good(data, allocationLength);
    }

    private static byte[] supportedTypes() {
        InformationType[] types = InformationType.values();
        ByteBuffer out = ByteBuffer.allocate(types.length * DESCRIPTOR_BYTES);
        for (InformationType type : types) {
            out.put((byte) (type.code() << 1)).put((byte) 0).putShort((short) type.maxBytes());
        }
        return out.array();
    }
}
