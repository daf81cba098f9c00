package dev.rbdgate.gateway.control;

import java.util.regex.Pattern;

/**
 * The name of a volume: an image of that name, and a target that ends in it.
 *
 * @param text 1 to 95 of a-z, 0-9, '.' and '-', beginning with a letter or digit
 */
public record VolumeName(String text) {

    /** Of the targets of volumes, and of names that users write short. */
    private static final String IQN_PREFIX = "iqn.2026-11.dev.rbdgate:";

    /** What can be the end of an IQN and an image name alike. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,94}");

    private static final String RULE =
            "a name has 1 to 95 of a-z, 0-9, '.' and '-', and starts with a letter or digit";

    /**
     * @throws RefusedException naming the field {@code name}
     */
    public VolumeName {
        if (!NAME.matcher(text).matches()) {
            throw RefusedException.invalid("name", RULE);
        }
    }

    /** The name of its target. */
    public String iqn() {
        return IQN_PREFIX + text;
    }

    /** Whether a target is called as a volume's. */
    static boolean isVolume(String iqn) {
        return iqn.startsWith(IQN_PREFIX)
                && NAME.matcher(iqn.substring(IQN_PREFIX.length())).matches();
    }

    /** The volume of a target that {@link #isVolume}. */
    static VolumeName ofTarget(String iqn) {
        return new VolumeName(iqn.substring(IQN_PREFIX.length()));
    }

    @Override
    public String toString() {
        return text;
    }
}
