package dev.rbdgate.gateway.settings;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The names of the settings in each of their spellings, and the nearest to a wrong one. */
public final class SettingNames {

    private static final String ENVIRONMENT_PREFIX = "RBDGATE_";

    /** Names that the script and the command line read; the gateway lets them pass. */
    private static final Set<String> OTHERS =
            Set.of(
                    "RBDGATE_URL",
                    "RBDGATE_TOKEN",
                    "RBDGATE_CA",
                    "RBDGATE_CHAP_SECRET",
                    "RBDGATE_MUTUAL_CHAP_SECRET",
                    "RBDGATE_JAVA_OPTS");

    private static final List<String> PROPERTIES =
            Arrays.stream(RbdgateSettings.class.getRecordComponents())
                    .map(RecordComponent::getName)
                    .map(SettingNames::kebab)
                    .toList();

    private SettingNames() {}

    /** {@code data-dir}, {@code iscsi-host}, ... */
    public static List<String> properties() {
        return PROPERTIES;
    }

    /** {@code RBDGATE_DATA_DIR} for {@code data-dir}. */
    public static String environment(String property) {
        return ENVIRONMENT_PREFIX + property.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /**
     * @throws UsageException if the environment holds a {@code RBDGATE_} name that is none
     */
    public static void checkEnvironment(Collection<String> names) {
        List<String> known =
                Stream.concat(PROPERTIES.stream().map(SettingNames::environment), OTHERS.stream())
                        .toList();
        names.stream()
                .filter(it -> it.startsWith(ENVIRONMENT_PREFIX) && !known.contains(it))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new UsageException(
                            "The environment variable %s is not a setting.".formatted(name),
                            "Did you mean %s? Unset it or correct it."
                                    .formatted(nearest(name, known)));
                });
    }

    /**
     * @throws UsageException if a system property or line of application.yaml is no setting
     */
    public static void checkProperties(Collection<String> names) {
        for (String name : names) {
            String property = kebab(name.substring(RbdgateSettings.PREFIX.length() + 1));
            int index = property.indexOf('[');
            String plain = index < 0 ? property : property.substring(0, index);
            if (!PROPERTIES.contains(plain)) {
                throw new UsageException(
                        "The property %s is not a setting.".formatted(name),
                        "Did you mean %s.%s? Remove it or correct it."
                                .formatted(RbdgateSettings.PREFIX, nearest(plain, PROPERTIES)));
            }
        }
    }

    /** The known name with the fewest edits. */
    static String nearest(String name, Collection<String> known) {
        return known.stream()
                .min(
                        Comparator.<String>comparingInt(it -> distance(name, it))
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** {@code dataDir} to {@code data-dir}. */
    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
