package dev.rbdgate.cli.rest;

import dev.rbdgate.cli.exit.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bearer token and where it was looked for.
 *
 * @param value null if there is none: the gateway then says whether it wants one
 * @param source for messages
 */
record AdminToken(@Nullable String value, String source) {

    static final String TOKEN_VARIABLE = "RBDGATE_TOKEN";
    private static final String FILE_NAME = "admin.token";

    /** What RFC 6750 section 2.1 allows; anything else would break the header. */
    private static final String TOKEN_SYNTAX = "[A-Za-z0-9._~+/=-]+";

    /** Takes RBDGATE_TOKEN, else the file that the gateway's first start made. */
    static AdminToken find(Map<String, String> environment, Path workingDirectory) {
        String given = environment.getOrDefault(TOKEN_VARIABLE, "").strip();
        if (!given.isEmpty()) {
            return new AdminToken(checked(given, TOKEN_VARIABLE), TOKEN_VARIABLE);
        }
        Path file = GatewayFiles.dataDirectory(environment, workingDirectory).resolve(FILE_NAME);
        if (!Files.isReadable(file)) {
            return new AdminToken(
                    null,
                    file
                            + (Files.exists(file)
                                    ? ", which cannot be read"
                                    : ", which is not there"));
        }
        try {
            return new AdminToken(
                    checked(Files.readString(file).strip(), file.toString()), file.toString());
        } catch (IOException e) {
            return new AdminToken(null, file + ", which cannot be read: " + e.getMessage());
        }
    }

    private static String checked(String token, String source) {
        if (!token.matches(TOKEN_SYNTAX)) {
            throw CommandException.usage(source + " holds no bearer token");
        }
        return token;
    }

    /** Without the token: this may end up in a message. */
    @Override
    public String toString() {
        return "token from " + source;
    }
}
