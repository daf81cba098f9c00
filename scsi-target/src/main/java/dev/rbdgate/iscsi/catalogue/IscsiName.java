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

    private IscsiName() {}

    /**
     * The name in the form that is compared byte by byte (RFC 7143 4.2.7.4): lower case, in
     * compatibility composition. Empty if it is not an iSCSI name.
     */
    public static Optional<String> normalize(String name) {
        String normalized =
                Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        boolean fits = normalized.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
        return fits
                        && normalized.codePoints().allMatch(IscsiName::isAllowed)
                        && (IQN.matcher(normalized).matches()
                                || EUI.matcher(normalized).matches()
                                || NAA.matcher(normalized).matches())
                ? Optional.of(normalized)
                : Optional.empty();
    }

    /** Of ASCII only these are left by the stringprep profile (RFC 3722 6). */
    private static boolean isAllowed(int codePoint) {
        return codePoint < 0x80
                ? (codePoint >= 'a' && codePoint <= 'z')
                        || (codePoint >= '0' && codePoint <= '9')
                        || codePoint == '-'
                        || codePoint == '.'
                        || codePoint == ':'
                : Character.isLetterOrDigit(codePoint);
    }
}
