package dev.rbdgate.gateway.control;

import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.PortalMapping;
import dev.rbdgate.config.RedirectMapping;
import dev.rbdgate.config.TargetMapping;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Targets: what they are called and where they can be reached. */
public final class Targets {

    private final ServedMapping served;
    private final TargetRequests requests;

    /**
     * @param defaultPort of an address that names none
     */
    Targets(ServedMapping served, int defaultPort) {
        this.served = served;
        this.requests = new TargetRequests(defaultPort);
    }

    public Collection<TargetMapping> list() {
        return served.current().targets().values();
    }

    public TargetMapping get(String iqn) {
        return find(served.current(), iqn);
    }

    /** Makes a target; the same one again is no change. */
    public Result<TargetMapping> create(
            String actor,
            String iqn,
            String alias,
            List<TargetRequests.Portal> portals,
            Optional<TargetRequests.Redirect> redirect) {
        String name = IscsiNames.checked(iqn, "iqn");
        TargetMapping wanted =
                new TargetMapping(
                        name,
                        TargetRequests.alias(alias),
                        requests.portals(portals),
                        redirect.map(requests::redirect),
                        new TreeMap<>(),
                        new TreeMap<>());
        return served.change(
                actor,
                mapping ->
                        mapping.target(name)
                                .map(present -> same(present, wanted))
                                .orElseGet(() -> add(mapping, wanted)));
    }

    private static Decision<TargetMapping> same(TargetMapping present, TargetMapping wanted) {
        if (!present.alias().equals(wanted.alias())
                || !present.portals().equals(wanted.portals())
                || !present.redirect().equals(wanted.redirect())) {
            throw RefusedException.conflict(
                    "iqn",
                    "target " + present.iqn() + " exists with another alias, portals or redirect");
        }
        return new Decision.Unchanged<>(present);
    }

    private static Decision<TargetMapping> add(Mapping mapping, TargetMapping wanted) {
        checkRoom(mapping);
        return new Decision.Change<>(
                true,
                "target.create",
                wanted.iqn(),
                detail(wanted),
                writer -> writer.addTarget(wanted),
                after -> find(after, wanted.iqn()));
    }

    /** Refuses one target too many. */
    static void checkRoom(Mapping mapping) {
        if (mapping.targets().size() >= Limits.TARGETS) {
            throw RefusedException.conflict(
                    "iqn", "there are " + Limits.TARGETS + " targets, which is the limit");
        }
    }

    /** Changes what is present in the patch. */
    public TargetMapping update(String actor, String iqn, TargetRequests.Patch patch) {
        String name = IscsiNames.checked(iqn, "iqn");
        Optional<String> alias = patch.alias().map(TargetRequests::alias);
        Optional<List<PortalMapping>> portals = patch.portals().map(requests::portals);
        return served.change(
                        actor,
                        mapping -> {
                            TargetMapping present = find(mapping, name);
                            return update(
                                    present,
                                    new TargetMapping(
                                            name,
                                            alias.orElse(present.alias()),
                                            portals.orElse(present.portals()),
                                            redirect(patch, present),
                                            present.luns(),
                                            present.grants()));
                        })
                .value();
    }

    private Optional<RedirectMapping> redirect(TargetRequests.Patch patch, TargetMapping present) {
        return patch.redirect().isPresent()
                ? patch.redirect().get().map(requests::redirect)
                : present.redirect();
    }

    private static Decision<TargetMapping> update(TargetMapping present, TargetMapping wanted) {
        if (present.equals(wanted)) {
            return new Decision.Unchanged<>(present);
        }
        return new Decision.Change<>(
                false,
                "target.set",
                present.iqn(),
                detail(wanted),
                writer ->
                        writer.updateTarget(
                                wanted.iqn(), wanted.alias(), wanted.portals(), wanted.redirect()),
                after -> find(after, present.iqn()));
    }

    private static String detail(TargetMapping target) {
        return "alias '%s', portals %s, redirect %s"
                .formatted(
                        target.alias(),
                        target.portals(),
                        target.redirect().map(RedirectMapping::toString).orElse("none"));
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
}
