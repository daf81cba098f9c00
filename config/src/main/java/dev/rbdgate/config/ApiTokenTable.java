package dev.rbdgate.config;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of REST's named tokens. */
final class ApiTokenTable {

    private final JdbcClient jdbc;

    ApiTokenTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of them, by name. */
    List<ApiToken> read() {
        return jdbc.sql("SELECT * FROM api_tokens ORDER BY name")
                .query((row, _) -> token(row))
                .list();
    }

    void add(ApiToken token) {
        @Nullable Object[] values = {
            token.name(),
            token.role(),
            token.hash(),
            TimeColumn.of(token.createdAt()),
            token.createdBy(),
            token.expiresAt().map(TimeColumn::of).orElse(null)
        };
        jdbc.sql(
                        "INSERT INTO api_tokens (name, role, token_hash, created_at, created_by,"
                                + " expires_at) VALUES (?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(values))
                .update();
    }

    void remove(String name) {
        jdbc.sql("DELETE FROM api_tokens WHERE name = ?").param(name).update();
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                row.getString("name"),
                row.getString("role"),
                row.getString("token_hash"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
