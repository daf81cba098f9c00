package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.alua.AccessState;
import dev.rbdgate.scsi.alua.PortGroups.Cause;
import dev.rbdgate.scsi.context.UnitAttention;
import dev.rbdgate.scsi.context.UnitContext;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** SET TARGET PORT GROUPS (SPC-5 6.46). A list that is refused changes nothing. */
record SetTargetPortGroups(long parameterListLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.withServiceAction(
                            "SET TARGET PORT GROUPS",
                            "a4 0a 00 00 00 00 ff ff ff ff 00 00",
                            Access.UNIT,
                            SetTargetPortGroups.class,
                            cdb -> new SetTargetPortGroups(cdb.u32(6))));

    private static final int HEADER_BYTES = 4;
    private static final int DESCRIPTOR_BYTES = 4;

    /** A target has fewer portal groups than this. */
    private static final int MAX_DESCRIPTORS = 1024;

    @Override
    public void execute(Execution run) {
        if (parameterListLength == 0) {
            run.good(0);
            return;
        }
        long descriptors = parameterListLength - HEADER_BYTES;
        if (descriptors < 0
                || descriptors % DESCRIPTOR_BYTES != 0
                || descriptors / DESCRIPTOR_BYTES > MAX_DESCRIPTORS) {
            throw Refusal.parameterListLength(
                    "target port groups in " + parameterListLength + " bytes");
        }
        ParameterList.receive(run, parameterListLength, list -> apply(run, list));
    }

    private void apply(Execution run, ParameterList list) {
        if (list.length() < parameterListLength) {
            throw Refusal.parameterListLength("truncated target port groups");
        }
        UnitContext unit = run.unit();
        Map<Integer, AccessState> states = parse(list, unit.requester().targetPorts());
        if (unit.parts().portGroups().change(unit.nexus().targetName(), states, Cause.EXPLICIT)) {
            unit.tellOthers(UnitAttention.ACCESS_STATE_CHANGED);
        }
        run.good(parameterListLength);
    }

    private static Map<Integer, AccessState> parse(ParameterList list, SortedSet<Integer> groups) {
        Map<Integer, AccessState> states = new TreeMap<>();
        for (int offset = HEADER_BYTES; offset < list.length(); offset += DESCRIPTOR_BYTES) {
            AccessState state = AccessState.of(list.u8(offset) & 0xf);
            if (state == null) {
                throw Refusal.invalidFieldInParameterList(offset, 3, "access state not offered");
            }
            int group = list.u16(offset + 2);
            if (!groups.contains(group) || states.putIfAbsent(group, state) != null) {
                throw Refusal.invalidFieldInParameterList(
                        offset + 2, -1, "no such target port group, or twice: " + group);
            }
        }
        return states;
    }
}
