package dev.rbdgate.gateway.control;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 4096}, {@code 10GiB}, {@code 1.5 TiB}, {@code 10G}. */
public final class ByteSizes {

    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,19})(\\.\\d{1,6})?\\s*([A-Za-z]{0,3})");

    /** Binary units with IEC names or, as rbd writes them, a letter; decimal ones are not taken. */
    private static final Map<String, Integer> SHIFTS =
            Map.ofEntries(
                    Map.entry("", 0),
                    Map.entry("b", 0),
                    Map.entry("k", 10),
                    Map.entry("kib", 10),
                    Map.entry("m", 20),
                    Map.entry("mib", 20),
                    Map.entry("g", 30),
                    Map.entry("gib", 30),
                    Map.entry("t", 40),
                    Map.entry("tib", 40),
                    Map.entry("p", 50),
                    Map.entry("pib", 50));

    private ByteSizes() {}

    /**
     * @throws IllegalArgumentException with a message that says what is expected
     */
    public static long parse(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        Integer shift =
                matcher.matches() ? SHIFTS.get(matcher.group(3).toLowerCase(Locale.ROOT)) : null;
        if (shift == null) {
            throw new IllegalArgumentException(
                    "'%s' is not a size: bytes, or a number with KiB, MiB, GiB, TiB or PiB"
                            .formatted(abbreviated(text)));
        }
        String fraction = matcher.group(2) == null ? "" : matcher.group(2);
        BigDecimal bytes =
                new BigDecimal(matcher.group(1) + fraction)
                        .multiply(BigDecimal.valueOf(1L << shift));
        try {
            return bytes.longValueExact();
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException(
                    "'%s' is not a whole number of bytes below 8 EiB".formatted(abbreviated(text)));
        }
    }

    /** The shortest exact form: {@code 1GiB}, {@code 1537}. */
    public static String format(long bytes) {
        String[] units = {"", "KiB", "MiB", "GiB", "TiB", "PiB"};
        int unit = 0;
        long value = bytes;
        while (unit < units.length - 1 && value != 0 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
