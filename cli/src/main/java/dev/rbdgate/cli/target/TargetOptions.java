package dev.rbdgate.cli.target;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import dev.rbdgate.cli.rest.JsonValue.JsonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a target can be reached, as the commands that make and change one take it. */
final class TargetOptions {

    private static final String PORTAL = "--portal";
    private static final String REDIRECT = "--redirect";
    private static final String PERMANENT = "--permanent";
    private static final String NO_PORTALS = "--no-portals";
    private static final String NO_REDIRECT = "--no-redirect";

    /** An address, with brackets around IPv6 where a port follows; what is in them REST judges. */
    private static final Pattern ADDRESS_PORT =
            Pattern.compile("(?:\\[([^]]+)]|([^:\\[\\]/]+))(?::([^:/]+))?");

    private TargetOptions() {}

    static void declare(Syntax syntax) {
        syntax.repeatedOption(
                        PORTAL,
                        "ADDRESS[:PORT][/GROUP]",
                        "Only through this address, in that portal group (1 by default).")
                .option(
                        REDIRECT,
                        "ADDRESS[:PORT]",
                        "Send whoever logs in there instead; sessions that exist stay.")
                .flag(PERMANENT, "With --redirect: initiators are to remember it.");
    }

    static void declareRemovals(Syntax syntax) {
        syntax.flag(NO_PORTALS, "Through every address that the gateway listens on.")
                .flag(NO_REDIRECT, "Take logins again.");
    }

    static void read(Arguments arguments, JsonValue.Builder body) {
        List<JsonValue> portals = new ArrayList<>();
        for (String portal : arguments.options(PORTAL)) {
            portals.add(portal(portal));
        }
        if (!portals.isEmpty()) {
            body.value("portals", new JsonArray(portals));
        }
        String redirect = arguments.option(REDIRECT);
        if (redirect != null) {
            body.value(
                    "redirect",
                    addressAndPort(redirect, REDIRECT)
                            .flag("permanent", arguments.flag(PERMANENT))
                            .build());
        } else if (arguments.flag(PERMANENT)) {
            throw CommandException.usage(PERMANENT + " goes with " + REDIRECT);
        }
    }

    static void readRemovals(Arguments arguments, JsonValue.Builder body) {
        if (arguments.flag(NO_PORTALS)) {
            body.value("portals", new JsonArray(List.of()));
        }
        if (arguments.flag(NO_REDIRECT)) {
            body.value("redirect", new JsonNull());
        }
    }

    private static JsonValue portal(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        @Nullable String group = slash < 0 ? null : text.substring(slash + 1);
        return addressAndPort(address, PORTAL).numberOrText("group", group).build();
    }

    private static JsonValue.Builder addressAndPort(String text, String option) {
        JsonValue.Builder body = new JsonValue.Builder();
        Matcher matcher = ADDRESS_PORT.matcher(text);
        if (matcher.matches()) {
            String inBrackets = matcher.group(1);
            return body.text("address", inBrackets == null ? matcher.group(2) : inBrackets)
                    .numberOrText("port", matcher.group(3));
        }
        if (text.indexOf(':') != text.lastIndexOf(':') && !text.contains("[")) {
            // An IPv6 address by itself.
            return body.text("address", text);
        }
        throw CommandException.usage(
                "%s takes ADDRESS or ADDRESS:PORT (IPv6 as [ADDRESS]:PORT), not '%s'"
                        .formatted(option, text));
    }
}
