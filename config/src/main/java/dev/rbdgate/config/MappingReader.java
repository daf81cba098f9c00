package dev.rbdgate.config;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the whole mapping, one statement a table. */
final class MappingReader {

    private final JdbcClient jdbc;
    private final SecretBox secrets;

    MappingReader(JdbcClient jdbc, SecretBox secrets) {
        this.jdbc = jdbc;
        this.secrets = secrets;
    }

    /** A grant's key. */
    private record GrantKey(String iqn, String initiator) {}

    Mapping read() {
        Map<String, List<PortalMapping>> portals = portals();
        Map<String, RedirectMapping> redirects = redirects();
        Map<String, SortedMap<Integer, LunMapping>> luns = luns();
        Map<String, SortedMap<String, GrantMapping>> grants = grants();
        SortedMap<String, TargetMapping> targets = new TreeMap<>();
        jdbc.sql("SELECT iqn, alias FROM targets")
                .query((ResultSet row) -> {
                    String iqn = text(row, "iqn");
                    targets.put(
                            iqn,
                            new TargetMapping(
                                    iqn,
                                    text(row, "alias"),
                                    portals.getOrDefault(iqn, List.of()),
                                    Optional.ofNullable(redirects.get(iqn)),
                                    luns.getOrDefault(iqn, new TreeMap<>()),
                                    grants.getOrDefault(iqn, new TreeMap<>())));
                });
        return new Mapping(targets, discoveryAuth());
    }

    private Map<String, List<PortalMapping>> portals() {
        Map<String, List<PortalMapping>> portals = new HashMap<>();
        jdbc.sql("SELECT * FROM portals ORDER BY target_iqn, ordinal")
                .query((ResultSet row) -> {
                    portals.computeIfAbsent(text(row, "target_iqn"), _ -> new ArrayList<>())
                            .add(
                                    new PortalMapping(
                                            text(row, "address"),
                                            row.getInt("port"),
                                            row.getInt("portal_group"),
                                            Optional.ofNullable(row.getString("advertise"))));
                });
        return portals;
    }

    private Map<String, RedirectMapping> redirects() {
        Map<String, RedirectMapping> redirects = new HashMap<>();
        jdbc.sql("SELECT * FROM target_redirects")
                .query((ResultSet row) -> {
                    redirects.put(
                            text(row, "target_iqn"),
                            new RedirectMapping(
                                    text(row, "host"),
                                    row.getInt("port"),
                                    row.getBoolean("permanent")));
                });
        return redirects;
    }

    private Map<String, SortedMap<Integer, LunMapping>> luns() {
        Map<String, SortedMap<Integer, LunMapping>> luns = new HashMap<>();
        jdbc.sql("SELECT * FROM luns")
                .query((ResultSet row) -> {
                    luns.computeIfAbsent(text(row, "target_iqn"), _ -> new TreeMap<>())
                            .put(row.getInt("lun"), lun(row));
                });
        return luns;
    }

    private static LunMapping lun(ResultSet row) throws SQLException {
        return new LunMapping(
                row.getInt("lun"),
                new ImageReference(
                        text(row, "image_pool"),
                        text(row, "image_namespace"),
                        text(row, "image_name"),
                        text(row, "image_id"),
                        snapshot(row)),
                text(row, "naa"),
                text(row, "serial"),
                row.getBoolean("read_only"),
                row.getInt("block_bytes"),
                row.getBoolean("write_cache"),
                row.getBoolean("removable"),
                row.getBoolean("thin_provisioned"),
                limits(row));
    }

    private static Optional<SnapshotReference> snapshot(ResultSet row) throws SQLException {
        String name = row.getString("snapshot_name");
        return name == null
                ? Optional.empty()
                : Optional.of(new SnapshotReference(name, row.getLong("snapshot_id")));
    }

    private Map<String, SortedMap<String, GrantMapping>> grants() {
        Map<GrantKey, List<String>> addresses = new HashMap<>();
        jdbc.sql("SELECT * FROM grant_addresses ORDER BY target_iqn, initiator, ordinal")
                .query((ResultSet row) -> {
                    addresses
                            .computeIfAbsent(grantKey(row), _ -> new ArrayList<>())
                            .add(text(row, "cidr"));
                });
        Map<GrantKey, SortedSet<Integer>> luns = new HashMap<>();
        jdbc.sql("SELECT * FROM grant_luns")
                .query((ResultSet row) -> {
                    luns.computeIfAbsent(grantKey(row), _ -> new TreeSet<>())
                            .add(row.getInt("lun"));
                });
        Map<String, SortedMap<String, GrantMapping>> grants = new HashMap<>();
        jdbc.sql("SELECT * FROM initiator_grants")
                .query((ResultSet row) -> {
                    GrantKey key = grantKey(row);
                    Optional<SortedSet<Integer>> reached =
                            row.getBoolean("all_luns")
                                    ? Optional.empty()
                                    : Optional.of(luns.getOrDefault(key, new TreeSet<>()));
                    grants.computeIfAbsent(key.iqn(), _ -> new TreeMap<>())
                            .put(
                                    key.initiator(),
                                    new GrantMapping(
                                            key.initiator(),
                                            addresses.getOrDefault(key, List.of()),
                                            chap(
                                                    row,
                                                    MappingWriter.grantPlace(
                                                            key.iqn(), key.initiator())),
                                            reached,
                                            limits(row)));
                });
        return grants;
    }

    private Optional<ChapMapping> discoveryAuth() {
        return jdbc.sql("SELECT * FROM discovery_auth")
                .query((row, _) -> chap(row, MappingWriter.DISCOVERY_PLACE))
                .optional()
                .flatMap(it -> it);
    }

    private Optional<ChapMapping> chap(ResultSet row, String place) throws SQLException {
        return login(row, "chap", place)
                .map(incoming -> new ChapMapping(incoming, mutual(row, place)));
    }

    private Optional<ChapMapping.Login> mutual(ResultSet row, String place) {
        try {
            return login(row, "mutual", place + " mutual");
        } catch (SQLException e) {
            throw new IllegalStateException("a column of the database cannot be read", e);
        }
    }

    private Optional<ChapMapping.Login> login(ResultSet row, String prefix, String place)
            throws SQLException {
        @Nullable String user = row.getString(prefix + "_name");
        @Nullable String sealed = row.getString(prefix + "_secret");
        return user == null || sealed == null
                ? Optional.empty()
                : Optional.of(new ChapMapping.Login(user, secrets.open(sealed, place)));
    }

    private static RateMapping limits(ResultSet row) throws SQLException {
        return new RateMapping(
                row.getLong("read_iops"),
                row.getLong("write_iops"),
                row.getLong("read_bytes"),
                row.getLong("write_bytes"),
                row.getLong("burst_millis"));
    }

    private static GrantKey grantKey(ResultSet row) throws SQLException {
        return new GrantKey(text(row, "target_iqn"), text(row, "initiator"));
    }

    /** A column that is NOT NULL. */
    private static String text(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        if (value == null) {
            throw new SQLException("column " + column + " is null");
        }
        return value;
    }
}
