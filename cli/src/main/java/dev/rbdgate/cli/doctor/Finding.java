package dev.rbdgate.cli.doctor;

import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import java.util.Locale;

/**
 * What a check came to.
 *
 * @param advice what to do about it; empty if nothing is to be done
 */
record Finding(String check, State state, String detail, String advice) {

    /** From good to bad. */
    enum State {
        OK,
        /** Does not apply here, or could not be looked at. */
        SKIPPED,
        WARNING,
        FAILED
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, State.OK, detail, "");
    }

    static Finding skipped(String check, String detail) {
        return new Finding(check, State.SKIPPED, detail, "");
    }

    static Finding warning(String check, String detail, String advice) {
        return new Finding(check, State.WARNING, detail, advice);
    }

    static Finding failed(String check, String detail, String advice) {
        return new Finding(check, State.FAILED, detail, advice);
    }

    JsonObject json() {
        return new JsonValue.Builder()
                .text("check", check)
                .text("state", state.name().toLowerCase(Locale.ROOT))
                .text("detail", detail)
                .text("advice", advice)
                .build();
    }
}
