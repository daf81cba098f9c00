package dev.rbdgate.iscsi.catalogue;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The form of iSCSI names (RFC 7143 4.2.7.2). */
public final class IscsiName {

    /** Longest name in bytes of UTF-8. */
    public static final int MAX_BYTES = 223;

    /** Date and reversed domain name, then anything that survives normalization. */
    private static final Pattern IQN =
            Pattern.compile("iqn\\.[0-9]{4}-(0[1-9]|1[0-2])\\.[a-z0-9][a-z0-9.-]*(:.+)?");

    private static final Pattern EUI = Pattern.compile("eui\\.[0-9a-f]{16}");
    private static final Pattern NAA = Pattern.compile("naa\\.([0-9a-f]{16}|[0-9a-f]{32})");

    /** Looks like the dot that domain names have; RFC 3722 6 names it. */
    private static final int IDEOGRAPHIC_FULL_STOP = 0x3002;

    private static final int REPLACEMENT_CHARACTER = 0xfffd;

    private IscsiName() {}

    /**
     * The name in the form that is compared byte by byte (RFC 7143 4.2.7.4), as the stringprep
     * profile of RFC 3722 prepares it. Empty if it is not an iSCSI name.
     */
    public static Optional<String> normalize(String name) {
        if (name.length() > MAX_BYTES) {
            // No form of it is shorter; the rest is not worth the work.
            return Optional.empty();
        }
        String normalized = prepare(name);
        boolean fits = normalized.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
        return fits
                        && normalized.codePoints().allMatch(IscsiName::isAllowed)
                        && (IQN.matcher(normalized).matches()
                                || EUI.matcher(normalized).matches()
                                || NAA.matcher(normalized).matches())
                ? Optional.of(normalized)
                : Optional.empty();
    }

    /** Mapping (RFC 3722 4), then normalization (RFC 3722 5). */
    private static String prepare(String name) {
        StringBuilder folded = new StringBuilder();
        // Upper case first, since it is that which spells out the sharp s and its like.
        name.codePoints()
                .filter(codePoint -> !isMappedToNothing(codePoint))
                .forEach(codePoint -> fold(codePoint, folded));
        String composed = Normalizer.normalize(folded, Normalizer.Form.NFKC);
        StringBuilder again = new StringBuilder();
        composed.codePoints().forEach(codePoint -> fold(codePoint, again));
        return Normalizer.normalize(again, Normalizer.Form.NFKC);
    }

    private static void fold(int codePoint, StringBuilder out) {
        Character.toString(codePoint)
                .toUpperCase(Locale.ROOT)
                .codePoints()
                .map(Character::toLowerCase)
                .forEach(out::appendCodePoint);
    }

    /** Table B.1 of RFC 3454: hyphens and joiners that are not seen. */
    private static boolean isMappedToNothing(int codePoint) {
        return codePoint == 0xad
                || codePoint == 0x34f
                || codePoint == 0x1806
                || (codePoint >= 0x180b && codePoint <= 0x180d)
                || (codePoint >= 0x200b && codePoint <= 0x200d)
                || codePoint == 0x2060
                || (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
                || codePoint == 0xfeff;
    }

    /**
     * Of ASCII only these are left by the stringprep profile (RFC 3722 6). Of all else, what is no
     * letter, mark, digit or symbol goes, and whatever is written from right to left: a name starts
     * with Latin letters, and the two cannot stand in one name (RFC 3722 7).
     */
    private static boolean isAllowed(int codePoint) {
        if (codePoint < 0x80) {
            return (codePoint >= 'a' && codePoint <= 'z')
                    || (codePoint >= '0' && codePoint <= '9')
                    || codePoint == '-'
                    || codePoint == '.'
                    || codePoint == ':';
        }
        return codePoint != IDEOGRAPHIC_FULL_STOP
                && codePoint != REPLACEMENT_CHARACTER
                && !isRightToLeft(codePoint)
                && switch (Character.getType(codePoint)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR ->
                            false;
                    default -> !isIdeographicDescription(codePoint);
                };
    }

    private static boolean isRightToLeft(int codePoint) {
        byte direction = Character.getDirectionality(codePoint);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    /** Table C.7 of RFC 3454. */
    private static boolean isIdeographicDescription(int codePoint) {
        return codePoint >= 0x2ff0 && codePoint <= 0x2ffb;
    }
}
