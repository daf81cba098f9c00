package dev.rbdgate.simulation;

/** Task management functions that end everybody's commands to a unit (RFC 7143 11.5.1). */
enum Ending {
    CLEAR_TASK_SET(4, false, false),
    LOGICAL_UNIT_RESET(5, false, true),
    TARGET_WARM_RESET(6, true, true);

    private final int function;
    private final boolean everyUnit;
    private final boolean reset;

    Ending(int function, boolean everyUnit, boolean reset) {
        this.function = function;
        this.everyUnit = everyUnit;
        this.reset = reset;
    }

    int function() {
        return function;
    }

    /** Whether it reaches all units, and not only that which it names. */
    boolean isOfEveryUnit() {
        return everyUnit;
    }

    /** Whether all initiators are told by a unit attention. */
    boolean isReset() {
        return reset;
    }
}
