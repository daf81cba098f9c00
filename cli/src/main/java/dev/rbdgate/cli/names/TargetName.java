package dev.rbdgate.cli.names;

import java.util.List;

/** A target's iSCSI name, which may be written short. */
public final class TargetName {

    private static final String DEFAULT_PREFIX = "iqn.2026-11.dev.rbdgate:";

    /** The name types of RFC 7143 section 4.2.7.2. */
    private static final List<String> TYPES = List.of("iqn.", "eui.", "naa.");

    public static final String HELP =
            "Target name; \"demo\" stands for " + DEFAULT_PREFIX + "demo.";

    private TargetName() {}

    /** The whole name: "demo" becomes "iqn.2026-11.dev.rbdgate:demo". */
    public static String full(String name) {
        for (String type : TYPES) {
            if (name.startsWith(type)) {
                return name;
            }
        }
        return DEFAULT_PREFIX + name;
    }
}
