package dev.rbdgate.config;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
        changeLuns(
                iqn,
                luns -> {
                    luns.put(lun.lun(), lun);
                    return luns;
                });
    }

    void setLunReadOnly(String iqn, int number, boolean readOnly) {
        changeLuns(
                iqn,
                luns -> {
                    luns.computeIfPresent(number, (_, lun) -> lun.withReadOnly(readOnly));
                    return luns;
                });
    }

    void removeLun(String iqn, int number) {
        change(
                iqn,
                it -> {
                    SortedMap<Integer, LunMapping> luns = new TreeMap<>(it.luns());
                    luns.remove(number);
                    SortedMap<String, GrantMapping> grants = new TreeMap<>(it.grants());
                    grants.replaceAll((_, grant) -> withoutLun(grant, number));
                    return withLuns(it, luns, grants);
                });
    }

    void putGrant(String iqn, GrantMapping grant) {
        change(
                iqn,
                it -> {
                    SortedMap<String, GrantMapping> grants = new TreeMap<>(it.grants());
                    grants.put(grant.initiator(), grant);
                    return withLuns(it, it.luns(), grants);
                });
    }

    void removeGrant(String iqn, String initiator) {
        change(
                iqn,
                it -> {
                    SortedMap<String, GrantMapping> grants = new TreeMap<>(it.grants());
                    grants.remove(initiator);
                    return withLuns(it, it.luns(), grants);
                });
    }

    void setDiscoveryAuth(Optional<ChapMapping> chap) {
        discoveryAuth = chap;
    }

    private void changeLuns(String iqn, UnaryOperator<SortedMap<Integer, LunMapping>> edit) {
        change(iqn, it -> withLuns(it, edit.apply(new TreeMap<>(it.luns())), it.grants()));
    }

    private void change(String iqn, UnaryOperator<TargetMapping> edit) {
        targets.computeIfPresent(iqn, (_, target) -> edit.apply(target));
    }

    private static TargetMapping withLuns(
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
                        }));
    }
}
