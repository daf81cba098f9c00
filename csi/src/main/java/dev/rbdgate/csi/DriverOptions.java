package dev.rbdgate.csi;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the driver was started: {@code --name=value}.
 *
 * @param socket of the unix domain
 * @param isController whether it manages volumes; else it serves a node
 * @param gateway where REST is, for a controller
 * @param tokenFile with the token for REST
 * @param authority PEM file with the authority of the gateway's certificate
 * @param portals as nodes reach them
 * @param chapKeyFile with the key for CHAP secrets
 * @param hostRoot where a node's root file system is; empty: this is it
 * @param topology segments of this node, or of the nodes that reach the gateway
 */
record DriverOptions(
        Path socket,
        boolean isController,
        URI gateway,
        Path tokenFile,
        Optional<Path> authority,
        List<String> portals,
        Path chapKeyFile,
        Optional<Path> hostRoot,
        Map<String, String> topology) {

    static final String USAGE =
            """
            usage: rbdgate-csi --endpoint=unix:///csi/csi.sock --mode=controller|node [OPTION...]
            controller:
              --gateway=URL          REST of the gateway
              --token-file=FILE      its token
              --authority=FILE       PEM file with the authority of its certificate
              --portals=HOST:PORT,.. its portals, as nodes reach them
              --chap-key-file=FILE   key that CHAP secrets are derived from, 16 characters at least
            node:
              --host-root=DIRECTORY  where the host's root file system is mounted
            both:
              --topology=KEY=VALUE   which nodes reach the gateway; none: all
            """;

    private static final Set<String> NAMES =
            Set.of(
                    "endpoint",
                    "mode",
                    "gateway",
                    "token-file",
                    "authority",
                    "portals",
                    "chap-key-file",
                    "host-root",
                    "topology");

    private static final String UNIX = "unix://";

    /**
     * @throws IllegalArgumentException says what is wrong
     */
    static DriverOptions parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            int mark = argument.indexOf('=');
            String name = mark < 0 ? argument : argument.substring(0, mark);
            if (mark < 0 || !name.startsWith("--") || !NAMES.contains(name.substring(2))) {
                throw new IllegalArgumentException("unknown: " + argument);
            }
            given.put(name.substring(2), argument.substring(mark + 1));
        }
        String endpoint = required(given, "endpoint");
        if (!endpoint.startsWith(UNIX + "/")) {
            throw new IllegalArgumentException("--endpoint is unix:///PATH");
        }
        boolean isController =
                switch (required(given, "mode")) {
                    case "controller" -> true;
                    case "node" -> false;
                    default -> throw new IllegalArgumentException("--mode is controller or node");
                };
        return new DriverOptions(
                Path.of(endpoint.substring(UNIX.length())),
                isController,
                URI.create(isController ? required(given, "gateway") : ""),
                Path.of(isController ? required(given, "token-file") : ""),
                Optional.ofNullable(given.get("authority")).map(Path::of),
                isController ? List.of(required(given, "portals").split(",", -1)) : List.of(),
                Path.of(isController ? required(given, "chap-key-file") : ""),
                Optional.ofNullable(given.get("host-root")).map(Path::of),
                topology(given.getOrDefault("topology", "")));
    }

    private static String required(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    private static Map<String, String> topology(String text) {
        if (text.isEmpty()) {
            return Map.of();
        }
        String[] parts = text.split("=", 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException("--topology is KEY=VALUE");
        }
        return Map.of(parts[0], parts[1]);
    }
}
