package dev.rbdgate.config;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.h2.tools.Csv;

/** Puts the rows of a backup into empty tables of its version. */
final class BackupRows {

    private BackupRows() {}

    static void insert(Connection connection, BackupFile backup) throws IOException, SQLException {
        List<String> tables = BackupTables.of(connection);
        for (String table : tables) {
            String csv = backup.tables().get(table);
            if (csv == null || tables.size() != backup.tables().size()) {
                throw new SQLException("its tables are not those of its version");
            }
            insert(connection, table, csv);
        }
        try (Statement statement = connection.createStatement()) {
            // Rows to come are numbered after those that are there.
            long next = 1;
            try (ResultSet row = statement.executeQuery("SELECT MAX(id) FROM audit_log")) {
                if (row.next()) {
                    next = row.getLong(1) + 1;
                }
            }
            statement.execute("ALTER TABLE audit_log ALTER COLUMN id RESTART WITH " + next);
        }
    }

    private static void insert(Connection connection, String table, String csv)
            throws IOException, SQLException {
        Set<String> known = columns(connection, table);
        try (ResultSet rows = new Csv().read(new StringReader(csv), null)) {
            ResultSetMetaData header = rows.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= header.getColumnCount(); i++) {
                names.add(header.getColumnName(i).toLowerCase(Locale.ROOT));
            }
            // Names go into a statement: only those of the table itself.
            if (!known.equals(new HashSet<>(names)) || known.size() != names.size()) {
                throw new SQLException("the columns of " + table + " are not those of its version");
            }
            String sql =
                    "INSERT INTO %s (%s) VALUES (%s)"
                            .formatted(
                                    table,
                                    String.join(", ", names),
                                    String.join(", ", names.stream().map(_ -> "?").toList()));
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                while (rows.next()) {
                    for (int i = 1; i <= names.size(); i++) {
                        insert.setString(i, rows.getString(i));
                    }
                    insert.executeUpdate();
                }
            }
        }
    }

    private static Set<String> columns(Connection connection, String table) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " LIMIT 0")) {
            ResultSetMetaData header = none.getMetaData();
            for (int i = 1; i <= header.getColumnCount(); i++) {
                columns.add(header.getColumnName(i).toLowerCase(Locale.ROOT));
            }
        }
        return columns;
    }
}
