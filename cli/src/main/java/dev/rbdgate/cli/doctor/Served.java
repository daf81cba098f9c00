package dev.rbdgate.cli.doctor;

import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Surroundings;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.exit.ExitCode;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestPath;
import dev.rbdgate.cli.terminal.Sizes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the running gateway tells of itself, and whether its portals answer. */
final class Served {

    private static final String GATEWAY = "gateway";
    private static final int CONNECT_MILLIS = 3_000;
    private static final int DEFAULT_ISCSI_PORT = 3260;
    private static final int HUNDRED = 100;

    /** Percent of the store that ought to be free. */
    private static final int LITTLE_FREE = 10;

    private final Context context;
    private final Surroundings surroundings;

    Served(Context context, Surroundings surroundings) {
        this.context = context;
        this.surroundings = surroundings;
    }

    /** Whether that finding is that there is no gateway at all. */
    static boolean isUnreachable(Finding finding) {
        return finding.check().equals(GATEWAY) && finding.state() == Finding.State.FAILED;
    }

    List<Finding> look() {
        JsonObject system;
        try {
            system = context.rest().get(RestPath.of("system")).body();
        } catch (CommandException e) {
            return e.exitCode() == ExitCode.UNREACHABLE
                    ? List.of(
                            Finding.failed(GATEWAY, e.getMessage(), String.join(" ", e.hints())),
                            freePort())
                    : List.of(
                            Finding.failed("token", e.getMessage(), String.join("; ", e.hints())));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(GATEWAY, "version " + system.text("version") + " answers"));
        findings.add(capacity(system));
        findings.addAll(units(system));
        List<String> portals = system.texts("portals");
        portals.forEach(it -> findings.add(portal(it)));
        findings.addAll(new Mappings(context.rest(), portals).look());
        return findings;
    }

    /** Without a gateway its port ought to be free. */
    private Finding freePort() {
        String set = surroundings.environment().getOrDefault("RBDGATE_ISCSI_PORT", "").strip();
        int port = set.matches("[0-9]{1,5}") ? Integer.parseInt(set) : DEFAULT_ISCSI_PORT;
        InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return Connections.open(here, CONNECT_MILLIS).isPresent()
                ? Finding.ok("port " + port, "free")
                : Finding.failed(
                        "port " + port,
                        "something else listens there",
                        "see who with: ss -ltnp 'sport = :"
                                + port
                                + "'; stop it (tgt's package starts tgtd), or set"
                                + " RBDGATE_ISCSI_PORT");
    }

    private static Finding capacity(JsonObject system) {
        String check = "store";
        if (!(system.get("capacity") instanceof JsonObject capacity)) {
            return Finding.skipped(check, "the gateway does not say how full it is");
        }
        long total = Math.max(1, number(capacity, "totalBytes"));
        long free = number(capacity, "availableBytes");
        long percent = free / Math.max(1, total / HUNDRED);
        String detail =
                Sizes.readable(free) + " of " + Sizes.readable(total) + " free, " + percent + " %";
        return percent >= LITTLE_FREE
                ? Finding.ok(check, detail)
                : Finding.warning(
                        check,
                        detail,
                        "make room: a full store refuses writes, and still reads, unmaps and"
                                + " deletes");
    }

    private static List<Finding> units(JsonObject system) {
        String check = "LUNs";
        List<JsonObject> problems = system.objects("problems");
        if (problems.isEmpty()) {
            return List.of(Finding.ok(check, "all " + system.text("luns") + " are ready"));
        }
        return problems.stream()
                .map(it ->
                        Finding.failed(
                                check,
                                "LUN "
                                        + it.text("lun")
                                        + " of "
                                        + it.text("target")
                                        + " is not ready: "
                                        + it.text("detail"),
                                "bring image "
                                        + it.text("image")
                                        + " back (rbdgate trash ls), or take the LUN away: rbdgate"
                                        + " lun rm "
                                        + it.text("target")
                                        + " "
                                        + it.text("lun")))
                .toList();
    }

    private Finding portal(String portal) {
        String check = "portal " + portal;
        Optional<InetSocketAddress> address = reachable(portal);
        if (address.isEmpty()) {
            return Finding.skipped(check, "no address that can be connected to");
        }
        return Connections.open(address.get(), CONNECT_MILLIS)
                .map(why ->
                        Finding.failed(
                                check,
                                "no connection from here: " + why,
                                "open the port in the firewalls between"))
                .orElseGet(() -> Finding.ok(check, "takes connections"));
    }

    /** A gateway that listens everywhere is reached where its REST is. */
    private Optional<InetSocketAddress> reachable(String portal) {
        URI uri = URI.create("iscsi://" + portal);
        if (uri.getHost() == null) {
            return Optional.empty();
        }
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        boolean everywhere = host.equals("0.0.0.0") || host.matches("[0:]+");
        return Optional.of(
                InetSocketAddress.createUnresolved(
                        everywhere ? context.rest().host() : host, uri.getPort()));
    }

    private static long number(JsonObject object, String name) {
        String digits = object.text(name);
        return digits != null && digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }
}
