package dev.rbdgate.config;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What a transaction's writes make of the mapping in memory, so that a change of one LUN does not
 * cost reading all of them again.
 */
final class MappingEditor {

    private final SortedMap<String, TargetMapping> targets;
    private Optional<ChapMapping> discoveryAuth;

    MappingEditor(Mapping before) {
        targets = new TreeMap<>(before.targets());
        discoveryAuth = before.discoveryAuth();
    }

    Mapping result() {
        return new Mapping(targets, discoveryAuth);
    }

    void addTarget(TargetMapping target) {
        targets.put(target.iqn(), target);
    }

    void updateTarget(
            String iqn,
            String alias,
            List<PortalMapping> portals,
            Optional<RedirectMapping> redirect) {
        change(iqn, it -> new TargetMapping(iqn, alias, portals, redirect, it.luns(), it.grants()));
    }

    void removeTarget(String iqn) {
        targets.remove(iqn);
    }

    void addLun(String iqn, LunMapping lun) {
        changeLuns(iqn, luns -> luns.put(lun.lun(), lun));
    }

    void setLunReadOnly(String iqn, int number, boolean readOnly) {
        changeLuns(
                iqn, luns -> luns.computeIfPresent(number, (_, lun) -> lun.withReadOnly(readOnly)));
    }

    void setUnitLimits(String naa, RateMapping limits) {
        for (String iqn : List.copyOf(targets.keySet())) {
            changeLuns(
                    iqn,
                    luns ->
                            luns.replaceAll((_, lun) ->
                                    lun.naa().equals(naa) ? lun.withLimits(limits) : lun));
        }
    }

    void followImage(ImageReference now) {
        for (String iqn : List.copyOf(targets.keySet())) {
            changeLuns(
                    iqn,
                    luns -> luns.replaceAll((_, lun) -> lun.withImage(lun.image().following(now))));
        }
    }

    void removeLun(String iqn, int number) {
        changeLuns(iqn, luns -> luns.remove(number));
        changeGrants(iqn, grants -> grants.replaceAll((_, grant) -> withoutLun(grant, number)));
    }

    void putGrant(String iqn, GrantMapping grant) {
        changeGrants(iqn, grants -> grants.put(grant.initiator(), grant));
    }

    void removeGrant(String iqn, String initiator) {
        changeGrants(iqn, grants -> grants.remove(initiator));
    }

    void setDiscoveryAuth(Optional<ChapMapping> chap) {
        discoveryAuth = chap;
    }

    private void changeLuns(String iqn, Consumer<SortedMap<Integer, LunMapping>> edit) {
        change(
                iqn,
                it -> {
                    SortedMap<Integer, LunMapping> luns = new TreeMap<>(it.luns());
                    edit.accept(luns);
                    return with(it, luns, it.grants());
                });
    }

    private void changeGrants(String iqn, Consumer<SortedMap<String, GrantMapping>> edit) {
        change(
                iqn,
                it -> {
                    SortedMap<String, GrantMapping> grants = new TreeMap<>(it.grants());
                    edit.accept(grants);
                    return with(it, it.luns(), grants);
                });
    }

    private void change(String iqn, UnaryOperator<TargetMapping> edit) {
        targets.computeIfPresent(iqn, (_, target) -> edit.apply(target));
    }

    private static TargetMapping with(
            TargetMapping target,
            SortedMap<Integer, LunMapping> luns,
            SortedMap<String, GrantMapping> grants) {
        return new TargetMapping(
                target.iqn(), target.alias(), target.portals(), target.redirect(), luns, grants);
    }

    private static GrantMapping withoutLun(GrantMapping grant, int number) {
        return new GrantMapping(
                grant.initiator(),
                grant.addresses(),
                grant.chap(),
                grant.luns()
                        .map(luns -> {
                            TreeSet<Integer> left = new TreeSet<>(luns);
                            left.remove(number);
                            return left;
                        }),
                grant.limits());
    }
}
