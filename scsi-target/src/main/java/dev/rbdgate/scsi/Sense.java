package dev.rbdgate.scsi;

import java.util.OptionalLong;

/**
 * Sense data, independent of its format (SPC-5 4.4).
 *
 * @param deferred whether it tells of an earlier command (response code 71h/73h)
 * @param key sense key, 0 to Fh
 * @param asc additional sense code and qualifier, {@code ASC << 8 | ASCQ}
 * @param information the INFORMATION field, if valid
 * @param fieldPointer the sense key specific bytes, {@code -1} if none: 24 bits, SKSV included
 */
public record Sense(
        boolean deferred, int key, int asc, OptionalLong information, int fieldPointer) {

    public static Sense of(int key, int asc) {
        return new Sense(false, key, asc, OptionalLong.empty(), -1);
    }
}
