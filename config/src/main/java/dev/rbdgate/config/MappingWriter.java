package dev.rbdgate.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The writes of one transaction, to the database and to the mapping in memory. What they presuppose
 * is the caller's to have checked.
 */
public final class MappingWriter {

    static final String DISCOVERY_PLACE = "discovery-auth";

    private final JdbcClient jdbc;
    private final SecretBox secrets;
    private final MappingEditor mapping;

    MappingWriter(JdbcClient jdbc, SecretBox secrets, MappingEditor mapping) {
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.mapping = mapping;
    }

    /** Adds the target itself, its LUNs and grants. */
    public void addTarget(TargetMapping target) {
        mapping.addTarget(target);
        run("INSERT INTO targets (iqn, alias) VALUES (?, ?)", target.iqn(), target.alias());
        addPortals(target.iqn(), target.portals());
        addRedirect(target.iqn(), target.redirect());
        target.luns().values().forEach(lun -> addLun(target.iqn(), lun));
        target.grants().values().forEach(grant -> putGrant(target.iqn(), grant));
    }

    /** Replaces alias, portals and redirection. */
    public void updateTarget(
            String iqn,
            String alias,
            List<PortalMapping> portals,
            Optional<RedirectMapping> redirect) {
        mapping.updateTarget(iqn, alias, portals, redirect);
        run("UPDATE targets SET alias = ? WHERE iqn = ?", alias, iqn);
        run("DELETE FROM portals WHERE target_iqn = ?", iqn);
        addPortals(iqn, portals);
        run("DELETE FROM target_redirects WHERE target_iqn = ?", iqn);
        addRedirect(iqn, redirect);
    }

    /** Removes a target with its LUNs and grants. Its used LUN numbers stay known. */
    public void removeTarget(String iqn) {
        mapping.removeTarget(iqn);
        run("DELETE FROM targets WHERE iqn = ?", iqn);
    }

    /** Adds a LUN and notes the number as used by its unit. */
    public void addLun(String iqn, LunMapping lun) {
        mapping.addLun(iqn, lun);
        ImageReference image = lun.image();
        run(
                "INSERT INTO luns (target_iqn, lun, image_pool, image_namespace, image_name,"
                        + " image_id, naa, serial, read_only, block_bytes, write_cache, removable,"
                        + " thin_provisioned, snapshot_name, snapshot_id, read_iops, write_iops,"
                        + " read_bytes, write_bytes, burst_millis)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                iqn,
                lun.lun(),
                image.pool(),
                image.namespace(),
                image.name(),
                image.imageId(),
                lun.naa(),
                lun.serial(),
                lun.readOnly(),
                lun.blockBytes(),
                lun.writeCache(),
                lun.removable(),
                lun.thinProvisioned(),
                image.snapshot().map(SnapshotReference::name).orElse(null),
                image.snapshot().map(SnapshotReference::id).orElse(null),
                lun.limits().readIops(),
                lun.limits().writeIops(),
                lun.limits().readBytes(),
                lun.limits().writeBytes(),
                lun.limits().burstMillis());
        run("DELETE FROM used_luns WHERE target_iqn = ? AND lun = ?", iqn, lun.lun());
        run(
                "INSERT INTO used_luns (target_iqn, lun, naa) VALUES (?, ?, ?)",
                iqn,
                lun.lun(),
                lun.naa());
    }

    public void setLunReadOnly(String iqn, int lun, boolean readOnly) {
        mapping.setLunReadOnly(iqn, lun, readOnly);
        run("UPDATE luns SET read_only = ? WHERE target_iqn = ? AND lun = ?", readOnly, iqn, lun);
    }

    /** Sets the limits of a unit, wherever it is mapped. */
    public void setUnitLimits(String naa, RateMapping limits) {
        mapping.setUnitLimits(naa, limits);
        run(
                "UPDATE luns SET read_iops = ?, write_iops = ?, read_bytes = ?, write_bytes = ?,"
                        + " burst_millis = ? WHERE naa = ?",
                limits.readIops(),
                limits.writeIops(),
                limits.readBytes(),
                limits.writeBytes(),
                limits.burstMillis(),
                naa);
    }

    /** Notes the names that an image has now, and the snapshot if there is one, by their ids. */
    public void followImage(ImageReference now) {
        mapping.followImage(now);
        run(
                "UPDATE luns SET image_name = ?"
                        + " WHERE image_pool = ? AND image_namespace = ? AND image_id = ?",
                now.name(),
                now.pool(),
                now.namespace(),
                now.imageId());
        now.snapshot()
                .ifPresent(snapshot ->
                        run(
                                "UPDATE luns SET snapshot_name = ? WHERE image_pool = ?"
                                        + " AND image_namespace = ? AND image_id = ?"
                                        + " AND snapshot_id = ?",
                                snapshot.name(),
                                now.pool(),
                                now.namespace(),
                                now.imageId(),
                                snapshot.id()));
    }

    /** Removes a LUN. Its number stays known as used. */
    public void removeLun(String iqn, int lun) {
        mapping.removeLun(iqn, lun);
        run("DELETE FROM luns WHERE target_iqn = ? AND lun = ?", iqn, lun);
        run("DELETE FROM grant_luns WHERE target_iqn = ? AND lun = ?", iqn, lun);
    }

    /** Adds a grant, or replaces the one for the same initiator. */
    public void putGrant(String iqn, GrantMapping grant) {
        removeGrant(iqn, grant.initiator());
        mapping.putGrant(iqn, grant);
        String place = grantPlace(iqn, grant.initiator());
        run(
                "INSERT INTO initiator_grants (target_iqn, initiator, all_luns, chap_name,"
                        + " chap_secret, mutual_name, mutual_secret, read_iops, write_iops,"
                        + " read_bytes, write_bytes, burst_millis)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                iqn,
                grant.initiator(),
                grant.luns().isEmpty(),
                user(grant.chap().map(ChapMapping::incoming)),
                sealed(grant.chap().map(ChapMapping::incoming), place),
                user(grant.chap().flatMap(ChapMapping::mutual)),
                sealed(grant.chap().flatMap(ChapMapping::mutual), place + " mutual"),
                grant.limits().readIops(),
                grant.limits().writeIops(),
                grant.limits().readBytes(),
                grant.limits().writeBytes(),
                grant.limits().burstMillis());
        List<String> addresses = grant.addresses();
        for (int i = 0; i < addresses.size(); i++) {
            run(
                    "INSERT INTO grant_addresses (target_iqn, initiator, ordinal, cidr)"
                            + " VALUES (?, ?, ?, ?)",
                    iqn,
                    grant.initiator(),
                    i,
                    addresses.get(i));
        }
        for (int lun : grant.luns().map(Set::copyOf).orElse(Set.of())) {
            run(
                    "INSERT INTO grant_luns (target_iqn, initiator, lun) VALUES (?, ?, ?)",
                    iqn,
                    grant.initiator(),
                    lun);
        }
    }

    public void removeGrant(String iqn, String initiator) {
        mapping.removeGrant(iqn, initiator);
        run("DELETE FROM initiator_grants WHERE target_iqn = ? AND initiator = ?", iqn, initiator);
    }

    /** Sets or removes what discovery sessions must prove. */
    public void setDiscoveryAuth(Optional<ChapMapping> chap) {
        mapping.setDiscoveryAuth(chap);
        run("DELETE FROM discovery_auth");
        chap.ifPresent(it ->
                run(
                        "INSERT INTO discovery_auth (id, chap_name, chap_secret,"
                                + " mutual_name, mutual_secret) VALUES (1, ?, ?, ?, ?)",
                        it.incoming().user(),
                        secrets.seal(it.incoming().secret(), DISCOVERY_PLACE),
                        user(it.mutual()),
                        sealed(it.mutual(), DISCOVERY_PLACE + " mutual")));
    }

    public void addApiToken(ApiToken token) {
        new ApiTokenTable(jdbc).add(token);
    }

    public void removeApiToken(String name) {
        new ApiTokenTable(jdbc).remove(name);
    }

    static String grantPlace(String iqn, String initiator) {
        return "grant " + iqn + " " + initiator;
    }

    private void addPortals(String iqn, List<PortalMapping> portals) {
        for (int i = 0; i < portals.size(); i++) {
            PortalMapping portal = portals.get(i);
            run(
                    "INSERT INTO portals (target_iqn, ordinal, address, port, portal_group,"
                            + " advertise) VALUES (?, ?, ?, ?, ?, ?)",
                    iqn,
                    i,
                    portal.address(),
                    portal.port(),
                    portal.group(),
                    portal.advertise().orElse(null));
        }
    }

    private void addRedirect(String iqn, Optional<RedirectMapping> redirect) {
        redirect.ifPresent(it ->
                run(
                        "INSERT INTO target_redirects (target_iqn, host, port, permanent)"
                                + " VALUES (?, ?, ?, ?)",
                        iqn,
                        it.host(),
                        it.port(),
                        it.permanent()));
    }

    private static @Nullable String user(Optional<ChapMapping.Login> login) {
        return login.map(ChapMapping.Login::user).orElse(null);
    }

    private @Nullable String sealed(Optional<ChapMapping.Login> login, String place) {
        return login.map(it -> secrets.seal(it.secret(), place)).orElse(null);
    }

    private void run(String sql, @Nullable Object... parameters) {
        jdbc.sql(sql).params(Arrays.asList(parameters)).update();
    }
}
