package dev.rbdgate.gateway.control;

import dev.rbdgate.config.PortalMapping;
import dev.rbdgate.config.RedirectMapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What can be said about a target, and the checks of it. */
public final class TargetRequests {

    private static final int MAX_GROUP = 65535;

    /** Labels of letters, digits and inner hyphens (RFC 1123 2.1). */
    private static final Pattern HOST_NAME =
            Pattern.compile(
                    "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                            + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

    private final int defaultPort;

    /**
     * @param defaultPort of an address that names none
     */
    TargetRequests(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /**
     * A portal as it is asked for.
     *
     * @param port empty: the port that the gateway listens on
     * @param group empty: 1
     */
    public record Portal(
            String address,
            Optional<Integer> port,
            Optional<Integer> group,
            Optional<String> advertise) {}

    /**
     * A redirection as it is asked for.
     *
     * @param address IP address or host name
     * @param port empty: the port that the gateway listens on
     */
    public record Redirect(String address, Optional<Integer> port, boolean permanent) {}

    /**
     * What to change of a target: an absent value leaves it, and an inner empty redirection removes
     * it.
     */
    public record Patch(
            Optional<String> alias,
            Optional<List<Portal>> portals,
            Optional<Optional<Redirect>> redirect) {}

    static String alias(String alias) {
        if (alias.getBytes(StandardCharsets.UTF_8).length > Limits.ALIAS_BYTES
                || alias.chars().anyMatch(Character::isISOControl)) {
            throw RefusedException.invalid(
                    "alias",
                    "an alias has at most %d bytes and no control characters"
                            .formatted(Limits.ALIAS_BYTES));
        }
        return alias;
    }

    List<PortalMapping> portals(List<Portal> requests) {
        if (requests.size() > Limits.PORTALS_PER_TARGET) {
            throw RefusedException.invalid(
                    "portals", "a target has at most " + Limits.PORTALS_PER_TARGET + " portals");
        }
        List<PortalMapping> portals = new ArrayList<>();
        Set<String> endpoints = new HashSet<>();
        for (int i = 0; i < requests.size(); i++) {
            PortalMapping portal = portal(requests.get(i), "portals[" + i + "]");
            if (!endpoints.add(portal.address() + " " + portal.port())) {
                throw RefusedException.invalid(
                        "portals[" + i + "]", "this address and port are named twice");
            }
            portals.add(portal);
        }
        return portals;
    }

    RedirectMapping redirect(Redirect request) {
        String host =
                NetworkAddresses.literal(request.address())
                        .map(it ->
                                it.isAnyLocalAddress() || it.isMulticastAddress()
                                        ? ""
                                        : NetworkAddresses.hostText(it.getAddress()))
                        .orElse(request.address());
        boolean name =
                HOST_NAME.matcher(host).matches() && !DIGITS_AND_DOTS.matcher(host).matches();
        if (!name && NetworkAddresses.literal(host).isEmpty()) {
            throw RefusedException.invalid(
                    "redirect.address",
                    "'%s' is neither the address of a host nor its name"
                            .formatted(request.address()));
        }
        return new RedirectMapping(
                host, port(request.port(), "redirect.port"), request.permanent());
    }

    private PortalMapping portal(Portal request, String field) {
        String address =
                NetworkAddresses.literal(request.address())
                        .filter(it -> !it.isAnyLocalAddress() && !it.isMulticastAddress())
                        .map(it -> NetworkAddresses.hostText(it.getAddress()))
                        .orElseThrow(() ->
                                RefusedException.invalid(
                                        field + ".address",
                                        "'%s' is not the IP address of an interface"
                                                .formatted(request.address())));
        int port = port(request.port(), field + ".port");
        int group = request.group().orElse(1);
        if (group < 1 || group > MAX_GROUP) {
            throw RefusedException.invalid(field + ".group", "a portal group is 1 to 65535");
        }
        return new PortalMapping(
                address,
                port,
                group,
                request.advertise().map(it -> NetworkAddresses.hostPort(it, field + ".advertise")));
    }

    private int port(Optional<Integer> asked, String field) {
        int port = asked.orElse(defaultPort);
        if (!NetworkAddresses.isPort(port)) {
            throw RefusedException.invalid(field, "a port is 1 to 65535");
        }
        return port;
    }
}
