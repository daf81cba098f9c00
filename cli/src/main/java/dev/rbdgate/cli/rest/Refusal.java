package dev.rbdgate.cli.rest;

import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Turns a problem document (RFC 9457) into the message of a refused command. */
final class Refusal {

    private Refusal() {}

    static CommandException of(int status, JsonObject problem, AdminToken token) {
        String detail = problem.text("detail");
        String title = problem.text("title");
        String message = detail != null ? detail : title != null ? title : byStatus(status);
        Set<String> fields = new LinkedHashSet<>();
        String field = problem.text("field");
        if (field != null) {
            fields.add("field: " + field);
        }
        for (JsonObject error : problem.objects("errors")) {
            String why =
                    error.text("detail") != null ? error.text("detail") : error.text("message");
            boolean saidAlready = why == null || why.equals(message);
            fields.add("field: " + error.text("field") + (saidAlready ? "" : ": " + why));
        }
        List<String> hints = new ArrayList<>(fields);
        if (status == HttpAnswer.UNAUTHORIZED) {
            hints.add(
                    token.value() == null
                            ? "no token: looked for " + token.source()
                            : "the token came from " + token.source());
            hints.add(
                    "set "
                            + AdminToken.TOKEN_VARIABLE
                            + ", or "
                            + GatewayFiles.DATA_DIR_VARIABLE
                            + " to the gateway's data directory");
        }
        return CommandException.refused(message, hints);
    }

    private static String byStatus(int status) {
        return status == HttpAnswer.UNAUTHORIZED
                ? "the gateway wants a valid token"
                : "the gateway refused, HTTP status " + status;
    }
}
