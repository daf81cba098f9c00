package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.control.ByteSizes;
import dev.rbdgate.gateway.settings.UsageException;
import java.util.regex.Pattern;

/** {@code --volume NAME=SIZE}. */
record VolumeRequest(String name, long sizeBytes) {

    /** What can be the end of an IQN and an image name alike. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,94}");

    private static final int SECTOR_BYTES = 512;

    static VolumeRequest parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw wrong(text, "it is not NAME=SIZE");
        }
        String name = text.substring(0, equals);
        if (!NAME.matcher(name).matches()) {
            throw wrong(
                    text,
                    "a name has 1 to 95 of a-z, 0-9, '.' and '-', and starts with a letter or digit");
        }
        long sizeBytes;
        try {
            sizeBytes = ByteSizes.parse(text.substring(equals + 1));
        } catch (IllegalArgumentException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
        }
        if (sizeBytes <= 0 || sizeBytes % SECTOR_BYTES != 0) {
            throw wrong(text, "the size is a positive multiple of 512 bytes");
        }
        return new VolumeRequest(name, sizeBytes);
    }

    private static UsageException wrong(String text, String why) {
        return new UsageException(
                "--volume %s cannot be: %s.".formatted(text, why),
                "Write it as --volume demo=1GiB.");
    }
}
