package dev.rbdgate.config;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of the audit log. */
final class AuditTable {

    /** Rows written between two looks at what is to go. */
    static final int PRUNE_EVERY = 256;

    private final JdbcClient jdbc;
    private final AtomicInteger written = new AtomicInteger();

    AuditTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes a row; now and then removes the oldest of those that are too many. */
    void write(AuditEntry audit) {
        jdbc.sql(
                        "INSERT INTO audit_log (happened_at, kind, actor, operation, subject,"
                                + " outcome, detail) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        TimeColumn.of(audit.happenedAt()),
                        audit.kind().text(),
                        audit.actor(),
                        audit.operation(),
                        audit.subject(),
                        audit.outcome().text(),
                        audit.detail())
                .update();
        if (written.incrementAndGet() % PRUNE_EVERY == 0) {
            prune();
        }
    }

    /** Newest first. */
    List<AuditRow> read(AuditQuery query) {
        StringBuilder sql = new StringBuilder("SELECT * FROM audit_log WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        query.who()
                .ifPresent(it -> {
                    sql.append(" AND actor = ?");
                    values.add(it);
                });
        query.action()
                .ifPresent(it -> {
                    sql.append(" AND (operation = ? OR LOCATE(?, operation) = 1)");
                    values.add(it);
                    values.add(it + ".");
                });
        query.since()
                .ifPresent(it -> {
                    sql.append(" AND happened_at >= ?");
                    values.add(TimeColumn.of(it));
                });
        query.before()
                .ifPresent(it -> {
                    sql.append(" AND id < ?");
                    values.add(it);
                });
        sql.append(" ORDER BY id DESC LIMIT ?");
        values.add(query.limit());
        return jdbc.sql(sql.toString()).params(values).query((row, _) -> row(row)).list();
    }

    /** Keeps of each kind what may be kept. */
    void prune() {
        for (AuditEntry.Kind kind : AuditEntry.Kind.values()) {
            jdbc.sql("SELECT id FROM audit_log WHERE kind = ? ORDER BY id DESC LIMIT 1 OFFSET ?")
                    .params(kind.text(), kind.rows())
                    .query(Long.class)
                    .optional()
                    .ifPresent(newestToGo ->
                            jdbc.sql("DELETE FROM audit_log WHERE kind = ? AND id <= ?")
                                    .params(kind.text(), newestToGo)
                                    .update());
        }
    }

    private static AuditRow row(ResultSet row) throws SQLException {
        Instant at = row.getObject("happened_at", OffsetDateTime.class).toInstant();
        return new AuditRow(
                row.getLong("id"),
                new AuditEntry(
                        at,
                        AuditEntry.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getString("actor"),
                        row.getString("operation"),
                        row.getString("subject"),
                        AuditEntry.Outcome.valueOf(
                                row.getString("outcome").toUpperCase(Locale.ROOT)),
                        row.getString("detail")));
    }
}
