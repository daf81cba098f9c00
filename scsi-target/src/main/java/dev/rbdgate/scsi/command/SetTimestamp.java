package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitAttention;
import java.util.List;

/** SET TIMESTAMP (SPC-5 6.47). */
record SetTimestamp(long parameterListLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "SET TIMESTAMP",
                            "a4 0f 00 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            SetTimestamp.class,
                            cdb -> new SetTimestamp(cdb.u32(6))));

    private static final int LIST_BYTES = 12;
    private static final int TIMESTAMP_OFFSET = 4;

    @Override
    public void execute(Execution run) {
        if (parameterListLength == 0) {
            run.good(0);
            return;
        }
        if (parameterListLength != LIST_BYTES) {
            throw Refusal.parameterListLength("a timestamp in " + parameterListLength + " bytes");
        }
        ParameterList.receive(
                run,
                LIST_BYTES,
                list -> {
                    if (list.length() < LIST_BYTES) {
                        throw Refusal.parameterListLength("a truncated timestamp");
                    }
                    run.unit().parts().clock().set(list.u48(TIMESTAMP_OFFSET));
                    run.unit().tellOthers(UnitAttention.TIMESTAMP_CHANGED);
                    run.good(LIST_BYTES);
                });
    }
}
