package dev.rbdgate.gateway.metrics;

import java.util.List;

/** The sense keys' names (SPC-5 table 48), as labels. */
final class SenseKeyNames {

    private static final List<String> NAMES =
            List.of(
                    "no_sense",
                    "recovered_error",
                    "not_ready",
                    "medium_error",
                    "hardware_error",
                    "illegal_request",
                    "unit_attention",
                    "data_protect",
                    "blank_check",
                    "vendor_specific",
                    "copy_aborted",
                    "aborted_command",
                    "reserved",
                    "volume_overflow",
                    "miscompare",
                    "completed");

    static final int COUNT = NAMES.size();

    private SenseKeyNames() {}

    static String of(int senseKey) {
        return NAMES.get(senseKey);
    }
}
