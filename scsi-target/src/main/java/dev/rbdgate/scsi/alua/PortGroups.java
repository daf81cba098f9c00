package dev.rbdgate.scsi.alua;

import java.util.HashMap;
import java.util.Map;

/**
 * The access states of one unit through its target port groups. A group is known by its target's
 * name and its number there; one that was never changed is active and optimized. States last until
 * the gateway restarts. Any thread.
 */
public final class PortGroups {

    /** Why a group is in its state (STATUS CODE, SPC-5 6.37). */
    public enum Cause {
        NONE(0x00),
        /** SET TARGET PORT GROUPS. */
        EXPLICIT(0x01),
        /** The gateway. */
        IMPLICIT(0x02);

        private final int code;

        Cause(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** The state of a group, and how it came to it. */
    public record Status(AccessState state, Cause cause) {}

    private record Group(String targetName, int number) {}

    private static final Status INITIAL = new Status(AccessState.ACTIVE_OPTIMIZED, Cause.NONE);

    /** Groups that are not in the initial state. Replaced as a whole, under this monitor. */
    private volatile Map<Group, Status> changed = Map.of();

    public Status status(String targetName, int number) {
        Map<Group, Status> now = changed;
        return now.isEmpty() ? INITIAL : now.getOrDefault(new Group(targetName, number), INITIAL);
    }

    /**
     * Changes states all at once.
     *
     * @param states by group number
     * @return whether any group is now in another state than before
     */
    public synchronized boolean change(
            String targetName, Map<Integer, AccessState> states, Cause cause) {
        Map<Group, Status> next = new HashMap<>(changed);
        boolean different = false;
        for (Map.Entry<Integer, AccessState> each : states.entrySet()) {
            different |= status(targetName, each.getKey()).state() != each.getValue();
            next.put(new Group(targetName, each.getKey()), new Status(each.getValue(), cause));
        }
        changed = Map.copyOf(next);
        return different;
    }
}
