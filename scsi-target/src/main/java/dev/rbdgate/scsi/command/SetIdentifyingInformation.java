package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitAttention;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.information.InformationType;
import java.util.List;

/**
 * SET IDENTIFYING INFORMATION (SPC-5 6.45). GOOD comes after it is durable; an empty list removes
 * it.
 *
 * @param informationType its code, seven bits
 */
record SetIdentifyingInformation(int informationType, long parameterListLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "SET IDENTIFYING INFORMATION",
                            "a4 06 00 00 00 00 ff ff ff ff fe 00",
                            Access.DEVICE,
                            SetIdentifyingInformation.class,
                            cdb -> new SetIdentifyingInformation(cdb.u8(10) >> 1, cdb.u32(6))));

    private static final int LENGTH_BYTE = 6;

    @Override
    public void execute(Execution run) {
        InformationType type = ReportIdentifyingInformation.type(informationType);
        if (parameterListLength > type.maxBytes()) {
            throw Refusal.invalidFieldInCdb(
                    LENGTH_BYTE, -1, parameterListLength + " bytes of identifying information");
        }
        ParameterList.receive(run, parameterListLength, list -> set(run, type, list));
    }

    private void set(Execution run, InformationType type, ParameterList list) {
        if (list.length() < parameterListLength) {
            throw Refusal.parameterListLength("truncated identifying information");
        }
        UnitContext unit = run.unit();
        Later.then(
                run,
                unit.parts().information().set(type, list.copy(0, list.length())),
                () -> {
                    unit.tellOthers(UnitAttention.IDENTIFIER_CHANGED);
                    run.good(parameterListLength);
                });
    }
}
