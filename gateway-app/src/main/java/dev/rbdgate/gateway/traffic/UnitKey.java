package dev.rbdgate.gateway.traffic;

import dev.rbdgate.config.Mapping;

/**
 * A LUN of a target as long as it is the same unit.
 *
 * @param lun {@link #NO_LUN} in {@link #OTHER}
 * @param naa the unit's designator
 */
public record UnitKey(String target, int lun, long naa) {

    static final int NO_LUN = -1;

    /** All that there was no place for. */
    public static final UnitKey OTHER = new UnitKey("other", NO_LUN, 0);

    public boolean isOther() {
        return lun == NO_LUN;
    }

    /** Whether a mapping still has it. */
    boolean isIn(Mapping mapping) {
        return mapping.target(target)
                .map(it -> it.luns().get(lun))
                .filter(it -> Long.parseUnsignedLong(it.naa(), 16) == naa)
                .isPresent();
    }
}
