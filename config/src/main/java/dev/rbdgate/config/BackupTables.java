package dev.rbdgate.config;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables that a backup holds, each after those that it refers to. */
final class BackupTables {

    private static final List<String> ALL =
            List.of(
                    "settings",
                    "targets",
                    "portals",
                    "luns",
                    "initiator_grants",
                    "grant_addresses",
                    "grant_luns",
                    "discovery_auth",
                    "used_luns",
                    "lun_sightings",
                    "audit_log",
                    "target_redirects",
                    "api_tokens");

    /** Flyway's own, which restoring makes anew. */
    private static final String HISTORY = "flyway_schema_history";

    private BackupTables() {}

    /**
     * Those of a database, which may be of an earlier version.
     *
     * @throws IllegalStateException if there is a table that nobody thought of here
     */
    static List<String> of(Connection connection) throws SQLException {
        List<String> present = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT table_name FROM information_schema.tables"
                                        + " WHERE table_schema = 'PUBLIC'")) {
            while (rows.next()) {
                present.add(rows.getString(1).toLowerCase(Locale.ROOT));
            }
        }
        present.remove(HISTORY);
        List<String> ordered = ALL.stream().filter(present::contains).toList();
        if (ordered.size() != present.size()) {
            throw new IllegalStateException("a backup does not know all of " + present);
        }
        return ordered;
    }
}
