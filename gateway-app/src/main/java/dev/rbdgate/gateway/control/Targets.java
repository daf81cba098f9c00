package dev.rbdgate.gateway.control;

import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.PortalMapping;
import dev.rbdgate.config.TargetMapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Targets: what they are called and where they can be reached. */
public final class Targets {

    private static final int MAX_GROUP = 65535;

    private final ServedMapping served;
    private final int defaultPort;

    /**
     * @param defaultPort of a portal that names none
     */
    Targets(ServedMapping served, int defaultPort) {
        this.served = served;
        this.defaultPort = defaultPort;
    }

    /**
     * A portal as it is asked for.
     *
     * @param port empty: the port that the gateway listens on
     * @param group empty: 1
     */
    public record PortalRequest(
            String address,
            Optional<Integer> port,
            Optional<Integer> group,
            Optional<String> advertise) {}

    public Collection<TargetMapping> list() {
        return served.current().targets().values();
    }

    public TargetMapping get(String iqn) {
        return find(served.current(), iqn);
    }

    /** Makes a target; the same one again is no change. */
    public Result<TargetMapping> create(
            String actor, String iqn, String alias, List<PortalRequest> portals) {
        String name = IscsiNames.checked(iqn, "iqn");
        TargetMapping wanted =
                TargetMapping.empty(name, checkedAlias(alias), checkedPortals(portals));
        return served.change(
                actor,
                mapping ->
                        mapping.target(name)
                                .map(present -> same(present, wanted))
                                .orElseGet(() -> add(mapping, wanted)));
    }

    private static Decision<TargetMapping> same(TargetMapping present, TargetMapping wanted) {
        if (!present.alias().equals(wanted.alias())
                || !present.portals().equals(wanted.portals())) {
            throw RefusedException.conflict(
                    "iqn", "target " + present.iqn() + " exists with another alias or portals");
        }
        return new Decision.Unchanged<>(present);
    }

    private static Decision<TargetMapping> add(Mapping mapping, TargetMapping wanted) {
        if (mapping.targets().size() >= Limits.TARGETS) {
            throw RefusedException.conflict(
                    "iqn", "there are " + Limits.TARGETS + " targets, which is the limit");
        }
        return new Decision.Change<>(
                true,
                "target.create",
                wanted.iqn(),
                "alias '%s', portals %s".formatted(wanted.alias(), wanted.portals()),
                writer -> writer.addTarget(wanted),
                after -> find(after, wanted.iqn()));
    }

    /** Changes what is present in the arguments. */
    public TargetMapping update(
            String actor,
            String iqn,
            Optional<String> alias,
            Optional<List<PortalRequest>> portals) {
        String name = IscsiNames.checked(iqn, "iqn");
        Optional<String> newAlias = alias.map(Targets::checkedAlias);
        Optional<List<PortalMapping>> newPortals = portals.map(this::checkedPortals);
        return served.change(
                        actor,
                        mapping -> {
                            TargetMapping present = find(mapping, name);
                            return update(
                                    present,
                                    newAlias.orElse(present.alias()),
                                    newPortals.orElse(present.portals()));
                        })
                .value();
    }

    private static Decision<TargetMapping> update(
            TargetMapping present, String alias, List<PortalMapping> portals) {
        if (present.alias().equals(alias) && present.portals().equals(portals)) {
            return new Decision.Unchanged<>(present);
        }
        return new Decision.Change<>(
                false,
                "target.set",
                present.iqn(),
                "alias '%s', portals %s".formatted(alias, portals),
                writer -> writer.updateTarget(present.iqn(), alias, portals),
                after -> find(after, present.iqn()));
    }

    /** Removes a target with its LUNs and grants, at once; the images stay. */
    public void delete(String actor, String iqn) {
        String name = IscsiNames.checked(iqn, "iqn");
        var _ =
                served.change(
                        actor,
                        mapping -> {
                            TargetMapping present = find(mapping, name);
                            return new Decision.Change<>(
                                    false,
                                    "target.delete",
                                    name,
                                    "with LUNs %s and grants for %s"
                                            .formatted(
                                                    present.luns().keySet(),
                                                    present.grants().keySet()),
                                    writer -> writer.removeTarget(name),
                                    after -> after);
                        });
    }

    static TargetMapping find(Mapping mapping, String iqn) {
        String name = IscsiNames.checked(iqn, "iqn");
        return mapping.target(name)
                .orElseThrow(() -> RefusedException.notFound("there is no target " + name));
    }

    private static String checkedAlias(String alias) {
        if (alias.getBytes(StandardCharsets.UTF_8).length > Limits.ALIAS_BYTES
                || alias.chars().anyMatch(Character::isISOControl)) {
            throw RefusedException.invalid(
                    "alias",
                    "an alias has at most %d bytes and no control characters"
                            .formatted(Limits.ALIAS_BYTES));
        }
        return alias;
    }

    private List<PortalMapping> checkedPortals(List<PortalRequest> requests) {
        if (requests.size() > Limits.PORTALS_PER_TARGET) {
            throw RefusedException.invalid(
                    "portals", "a target has at most " + Limits.PORTALS_PER_TARGET + " portals");
        }
        List<PortalMapping> portals = new ArrayList<>();
        Set<String> endpoints = new HashSet<>();
        for (int i = 0; i < requests.size(); i++) {
            PortalMapping portal = checkedPortal(requests.get(i), "portals[" + i + "]");
            if (!endpoints.add(portal.address() + " " + portal.port())) {
                throw RefusedException.invalid(
                        "portals[" + i + "]", "this address and port are named twice");
            }
            portals.add(portal);
        }
        return portals;
    }

    private PortalMapping checkedPortal(PortalRequest request, String field) {
        String address =
                NetworkAddresses.literal(request.address())
                        .filter(it -> !it.isAnyLocalAddress() && !it.isMulticastAddress())
                        .map(it -> NetworkAddresses.hostText(it.getAddress()))
                        .orElseThrow(() ->
                                RefusedException.invalid(
                                        field + ".address",
                                        "'%s' is not the IP address of an interface"
                                                .formatted(request.address())));
        int port = request.port().orElse(defaultPort);
        if (!NetworkAddresses.isPort(port)) {
            throw RefusedException.invalid(field + ".port", "a port is 1 to 65535");
        }
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
}
