package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ChapMapping;
import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.RateMapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.iscsi.catalogue.Grant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Grants: which initiator may log in to a target, from where, and what it reaches there. */
public final class Initiators {

    private final ServedMapping served;

    Initiators(ServedMapping served) {
        this.served = served;
    }

    /**
     * A grant as it is asked for.
     *
     * @param initiator a name or {@code *}
     * @param addresses CIDR blocks; empty: from anywhere
     * @param luns empty: all
     */
    public record Request(
            String initiator,
            List<String> addresses,
            Optional<ChapRequests.Login> chap,
            Optional<ChapRequests.Login> mutualChap,
            Optional<List<Integer>> luns,
            Optional<LimitRequests.Change> limits) {}

    /**
     * What to change of a grant: an absent value leaves it, and for credentials an inner empty one
     * removes it.
     */
    public record Patch(
            Optional<List<String>> addresses,
            Optional<Optional<ChapRequests.Login>> chap,
            Optional<Optional<ChapRequests.Login>> mutualChap,
            Optional<Optional<List<Integer>>> luns,
            Optional<LimitRequests.Change> limits) {}

    public Collection<GrantMapping> list(String iqn) {
        return Targets.find(served.current(), iqn).grants().values();
    }

    public GrantMapping get(String iqn, String initiator) {
        return find(Targets.find(served.current(), iqn), name(initiator));
    }

    /** Grants; the same grant again is no change. */
    public Result<GrantMapping> create(String actor, String iqn, Request request) {
        GrantMapping wanted =
                new GrantMapping(
                        name(request.initiator()),
                        addresses(request.addresses()),
                        ChapRequests.checked(request.chap(), request.mutualChap()),
                        request.luns().map(Initiators::luns),
                        request.limits()
                                .map(it -> LimitRequests.changed(RateMapping.NONE, it))
                                .orElse(RateMapping.NONE));
        return served.change(
                actor,
                mapping -> {
                    TargetMapping target = Targets.find(mapping, iqn);
                    GrantMapping present = target.grants().get(wanted.initiator());
                    if (present == null) {
                        checkRoom(target);
                        checkSecrets(mapping, target, wanted);
                        return put(target.iqn(), wanted, true);
                    }
                    if (!present.equals(wanted)) {
                        throw RefusedException.conflict(
                                "initiator",
                                "there is another grant for '%s' on this target"
                                        .formatted(wanted.initiator()));
                    }
                    return new Decision.Unchanged<>(present);
                });
    }

    public GrantMapping update(String actor, String iqn, String initiator, Patch patch) {
        String name = name(initiator);
        return served.<GrantMapping>change(
                        actor,
                        mapping -> {
                            TargetMapping target = Targets.find(mapping, iqn);
                            GrantMapping present = find(target, name);
                            GrantMapping wanted = patched(present, patch);
                            checkSecrets(mapping, target, wanted);
                            return wanted.equals(present)
                                    ? new Decision.Unchanged<>(present)
                                    : put(target.iqn(), wanted, false);
                        })
                .value();
    }

    private static GrantMapping patched(GrantMapping present, Patch patch) {
        Optional<ChapRequests.Login> chap =
                patch.chap().orElseGet(() -> login(present.chap().map(ChapMapping::incoming)));
        Optional<ChapRequests.Login> mutual =
                patch.mutualChap()
                        .orElseGet(() ->
                                chap.isEmpty()
                                        ? Optional.empty()
                                        : login(present.chap().flatMap(ChapMapping::mutual)));
        return new GrantMapping(
                present.initiator(),
                patch.addresses().map(Initiators::addresses).orElse(present.addresses()),
                ChapRequests.checked(chap, mutual),
                patch.luns().map(it -> it.map(Initiators::luns)).orElse(present.luns()),
                patch.limits()
                        .map(it -> LimitRequests.changed(present.limits(), it))
                        .orElse(present.limits()));
    }

    private static Optional<ChapRequests.Login> login(Optional<ChapMapping.Login> login) {
        return login.map(it -> new ChapRequests.Login(it.user(), it.secret()));
    }

    private static Decision<GrantMapping> put(String iqn, GrantMapping grant, boolean created) {
        return new Decision.Change<>(
                created,
                created ? "initiator.create" : "initiator.set",
                iqn + " " + grant.initiator(),
                "addresses %s, luns %s, chap %s, %s"
                        .formatted(
                                grant.addresses(),
                                grant.luns().map(Object::toString).orElse("all"),
                                grant.chap().map(it -> it.incoming().user()).orElse("none"),
                                LimitRequests.text(grant.limits())),
                writer -> writer.putGrant(iqn, grant),
                after -> find(Targets.find(after, iqn), grant.initiator()));
    }

    /** Takes leave back: sessions that had it are asked to log out. */
    public void delete(String actor, String iqn, String initiator) {
        String name = name(initiator);
        var _ =
                served.change(
                        actor,
                        mapping -> {
                            TargetMapping target = Targets.find(mapping, iqn);
                            GrantMapping present = find(target, name);
                            return new Decision.Change<Mapping>(
                                    false,
                                    "initiator.delete",
                                    target.iqn() + " " + name,
                                    "addresses " + present.addresses(),
                                    writer -> writer.removeGrant(target.iqn(), name),
                                    after -> after);
                        });
    }

    /** The one grant that decides for an initiator (exact name before {@code *}). */
    static Optional<GrantMapping> deciding(TargetMapping target, String initiator) {
        GrantMapping exact = target.grants().get(initiator);
        return Optional.ofNullable(
                exact != null ? exact : target.grants().get(Grant.EVERY_INITIATOR));
    }

    private static GrantMapping find(TargetMapping target, String initiator) {
        GrantMapping present = target.grants().get(initiator);
        if (present == null) {
            throw RefusedException.notFound(
                    "target %s has no grant for '%s'".formatted(target.iqn(), initiator));
        }
        return present;
    }

    /** A name as it is stored, checked. */
    static String name(String initiator) {
        return initiator.equals(Grant.EVERY_INITIATOR)
                ? initiator
                : IscsiNames.checked(initiator, "initiator");
    }

    private static void checkSecrets(Mapping mapping, TargetMapping target, GrantMapping wanted) {
        wanted.chap()
                .ifPresent(it ->
                        ChapDirections.check(
                                it,
                                ChapDirections.others(mapping, target.iqn(), wanted.initiator())));
    }

    private static void checkRoom(TargetMapping target) {
        if (target.grants().size() >= Limits.GRANTS_PER_TARGET) {
            throw RefusedException.conflict(
                    "initiator", "a target has at most " + Limits.GRANTS_PER_TARGET + " grants");
        }
    }

    private static List<String> addresses(List<String> requested) {
        if (requested.size() > Limits.ADDRESSES_PER_GRANT) {
            throw RefusedException.invalid(
                    "addresses",
                    "a grant has at most " + Limits.ADDRESSES_PER_GRANT + " address blocks");
        }
        return IntStream.range(0, requested.size())
                .mapToObj(i -> NetworkAddresses.cidr(requested.get(i), "addresses[" + i + "]"))
                .distinct()
                .toList();
    }

    private static SortedSet<Integer> luns(List<Integer> requested) {
        for (int lun : requested) {
            if (lun < 0 || lun > Limits.MAX_LUN) {
                throw RefusedException.invalid("luns", "a LUN is 0 to " + Limits.MAX_LUN);
            }
        }
        return new TreeSet<>(requested);
    }
}
