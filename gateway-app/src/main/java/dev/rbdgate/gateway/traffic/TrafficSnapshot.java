package dev.rbdgate.gateway.traffic;

import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.meter.Reading;
import java.util.Map;

/**
 * Everything that was counted since the start, at one moment. Two of them give rates: {@link
 * Reading#minus}.
 *
 * @param total of all units there have been
 * @param undetailed of the units, mapped or gone, that have or had no place for times in buckets
 * @param units those mapped now that have had a command; {@link UnitKey#OTHER} for what there was
 *     no place for
 * @param initiators those with a grant of their own or a session; and {@link InitiatorKey#OTHER}
 * @param sessions by id, those that run and have sent a command to a unit they reach
 * @param functions task management functions by what was asked and answered
 * @param refusedLogins by cause
 */
public record TrafficSnapshot(
        Reading total,
        Reading undetailed,
        Map<UnitKey, UnitTraffic> units,
        Map<InitiatorKey, Reading> initiators,
        Map<Long, Reading> sessions,
        Map<Managed, Long> functions,
        long logins,
        Map<String, Long> refusedLogins) {

    /**
     * @param detailed whether the unit has one of the places for times in buckets
     */
    public record UnitTraffic(Reading reading, boolean detailed) {}

    /** A task management function and its answer. */
    public record Managed(TaskManagement.Function function, TaskManagement.Response response) {}
}
