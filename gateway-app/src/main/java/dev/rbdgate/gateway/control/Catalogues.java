package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ChapMapping;
import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.PortalMapping;
import dev.rbdgate.config.RedirectMapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.Portal;
import dev.rbdgate.iscsi.catalogue.Redirect;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.scsi.unit.LunInventory;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns the stored mapping into what the portals serve. */
final class Catalogues {

    private Catalogues() {}

    static TargetCatalogue of(Mapping mapping, Units units) {
        Map<String, TargetDefinition> targets = new HashMap<>();
        mapping.targets().forEach((iqn, target) -> targets.put(iqn, target(target, units)));
        return new TargetCatalogue(targets, mapping.discoveryAuth().map(Catalogues::chap));
    }

    private static TargetDefinition target(TargetMapping target, Units units) {
        SortedMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
        target.luns()
                .forEach((number, lun) ->
                        units.unit(lun.naa())
                                .ifPresent(unit ->
                                        luns.put(
                                                number,
                                                new LunInventory.Mapping(unit, lun.readOnly()))));
        return new TargetDefinition(
                target.iqn(),
                target.alias(),
                target.portals().stream().map(Catalogues::portal).toList(),
                target.redirect().map(Catalogues::redirect),
                new LunInventory(luns),
                target.grants().values().stream().map(Catalogues::grant).toList());
    }

    private static Portal portal(PortalMapping portal) {
        return new Portal(portal.address(), portal.port(), portal.group(), portal.advertise());
    }

    private static Redirect redirect(RedirectMapping redirect) {
        return new Redirect(redirect.host(), redirect.port(), redirect.permanent());
    }

    private static Grant grant(GrantMapping grant) {
        return new Grant(
                grant.initiator(),
                grant.addresses(),
                grant.chap().map(Catalogues::chap),
                grant.luns().map(it -> it),
                LimitRequests.rates(grant.limits()));
    }

    private static ChapAuthentication chap(ChapMapping chap) {
        return new ChapAuthentication(
                credentials(chap.incoming()), chap.mutual().map(Catalogues::credentials));
    }

    private static ChapAuthentication.Credentials credentials(ChapMapping.Login login) {
        return new ChapAuthentication.Credentials(login.user(), login.secret());
    }
}
