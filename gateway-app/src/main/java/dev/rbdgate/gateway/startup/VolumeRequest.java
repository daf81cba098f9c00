package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.control.ByteSizes;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.control.VolumeName;
import dev.rbdgate.gateway.settings.UsageException;

/** {@code --volume NAME=SIZE}. */
record VolumeRequest(VolumeName name, long sizeBytes) {

    private static final int SECTOR_BYTES = 512;

    static VolumeRequest parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw wrong(text, "it is not NAME=SIZE");
        }
        VolumeName name;
        try {
            name = new VolumeName(text.substring(0, equals));
        } catch (RefusedException e) {
            throw wrong(text, String.valueOf(e.getMessage()));
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
