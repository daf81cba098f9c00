package dev.rbdgate.gateway.control;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** iSCSI names (RFC 7143 4.2.7) in their normalized form: lower case, NFKC (RFC 3722). */
public final class IscsiNames {

    /** RFC 7143 4.2.7.1. */
    private static final int MAX_BYTES = 223;

    /** iqn.yyyy-mm.reversed-domain[:anything] (RFC 7143 4.2.7.4); RFC 3722 6.2 has no others. */
    private static final Pattern IQN =
            Pattern.compile(
                    "iqn\\.\\d{4}-(0[1-9]|1[0-2])\\.[\\p{L}\\p{N}][\\p{L}\\p{N}.-]*(:[\\p{L}\\p{N}.:-]+)?");

    private static final Pattern EUI = Pattern.compile("eui\\.[0-9a-f]{16}");
    private static final Pattern NAA = Pattern.compile("naa\\.([0-9a-f]{16}|[0-9a-f]{32})");

    private IscsiNames() {}

    /** The normalized name of a target of ours. */
    public static String target(String text, String field) {
        String name = normalized(text, field);
        if (!isName(name)) {
            throw RefusedException.invalid(
                    field,
                    "'%s' is not an iSCSI name: iqn.YYYY-MM.reversed.domain:name, eui. and 16 or naa. and 16 or 32 hexadecimal digits; letters, digits, '-', '.' and ':'"
                            .formatted(name));
        }
        return name;
    }

    /** An initiator's normalized name. Underscores are let through: initiators in use have them. */
    public static String initiator(String text, String field) {
        String name = normalized(text, field);
        if (!isName(name.replace('_', '-'))) {
            throw RefusedException.invalid(
                    field,
                    "'%s' is not an initiator name: iqn.YYYY-MM.reversed.domain:name, eui. or naa., or \"*\" for every initiator"
                            .formatted(name));
        }
        return name;
    }

    private static boolean isName(String name) {
        return IQN.matcher(name).matches()
                || EUI.matcher(name).matches()
                || NAA.matcher(name).matches();
    }

    private static String normalized(String text, String field) {
        String name = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw RefusedException.invalid(
                    field, "an iSCSI name has at most " + MAX_BYTES + " bytes");
        }
        return name;
    }
}
