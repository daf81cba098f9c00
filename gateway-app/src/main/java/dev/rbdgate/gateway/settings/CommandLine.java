package dev.rbdgate.gateway.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns flags into Spring's own form: {@code --volume demo=1GiB} or {@code --data-dir=/srv/rbdgate}
 * become {@code --rbdgate.volume=demo=1GiB}, {@code --rbdgate.data-dir=/srv/rbdgate}.
 */
public final class CommandLine {

    public static final String USAGE =
            """
            Usage: rbdgate up [--volume NAME=SIZE]... [--SETTING VALUE]...

              --volume NAME=SIZE   make sure that this volume exists and can be used from this machine
              --data-dir DIR       everything the gateway keeps (./rbdgate-data)
              --iscsi-host LIST    addresses of the iSCSI portals (0.0.0.0,[::])
              --iscsi-port PORT    (3260)
              --iscsi-advertise LIST
                                   host:port that initiators are told to connect to
              --http-host ADDRESS  address of the REST interface (127.0.0.1)
              --http-port PORT     (8080)
              --store local        where the objects are kept
              --token-file FILE    the admin token (admin.token in the data directory)
              --operator-token-file FILE, --viewer-token-file FILE
                                   tokens of those roles, for programs
              --http-tls true      REST over TLS
              --iscsi-tls-port PORT
                                   iSCSI over TLS, besides the plain portals
              --tls-certificate FILE, --tls-key FILE
                                   PEM files; without them a certificate is made
              --oidc-issuer URL, --oidc-jwks URL, --oidc-audience NAME, --oidc-role-claim CLAIM
                                   take tokens of an OpenID Connect provider, too
              --log-format FORMAT  text, or json: an object a line (text)
              --slow-command TIME  log SCSI commands that take as long (1s); 0: none
              --checksums on       keep checksums of the local store's data; off: drop them (keep)
              --space-threshold PERCENT
                                   tell initiators when less of the store is left (10); 0: never
              --cpu-scheduling P   batch, or inherited: as the process was started (batch)

            Each of them can be set in the environment (RBDGATE_DATA_DIR) or in application.yaml
            (rbdgate.data-dir).
            """;

    /** Spring's own properties, for those who know them. */
    private static final List<String> PASSED_ON =
            List.of("spring.", "server.", "logging.", "management.", "springdoc.", "debug");

    /** Not for the command line, which everyone on the host can read. */
    private static final String SECRET = "secret-key";

    private CommandLine() {}

    /**
     * @throws UsageException at a flag that is not known or has no value
     */
    public static List<String> translate(String[] arguments) {
        List<String> translated = new ArrayList<>();
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                throw unknown(argument);
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (PASSED_ON.stream().anyMatch(name::startsWith)) {
                translated.add(argument);
                continue;
            }
            String property =
                    name.startsWith(RbdgateSettings.PREFIX + ".")
                            ? name.substring(RbdgateSettings.PREFIX.length() + 1)
                            : name;
            if (!SettingNames.properties().contains(property)) {
                throw unknown("--" + name);
            }
            if (property.equals(SECRET)) {
                throw new UsageException(
                        "The flag --%s would show the key to everyone who lists processes."
                                .formatted(name),
                        "Give it in the environment: %s."
                                .formatted(SettingNames.environment(property)));
            }
            String value;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (i + 1 < arguments.length) {
                value = arguments[++i];
            } else {
                throw new UsageException(
                        "The flag --%s has no value.".formatted(name), "Give it one. See --help.");
            }
            settings.merge(
                    property, value, (before, now) -> repeats(property) ? before + "," + now : now);
        }
        settings.forEach((property, value) ->
                translated.add("--%s.%s=%s".formatted(RbdgateSettings.PREFIX, property, value)));
        return translated;
    }

    /** Of other flags the last one counts. */
    private static boolean repeats(String property) {
        return property.equals("volume");
    }

    private static UsageException unknown(String argument) {
        return new UsageException(
                "'%s' is not a flag.".formatted(argument),
                "Did you mean --%s? See --help."
                        .formatted(
                                SettingNames.nearest(
                                        argument.replaceFirst("^-+", ""),
                                        SettingNames.properties())));
    }
}
