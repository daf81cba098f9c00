package dev.rbdgate.cli.initiator;

import dev.rbdgate.cli.chap.ChapOptions;
import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import dev.rbdgate.cli.rest.RestPath;
import java.util.ArrayList;
import java.util.List;

/** What the commands on grants have in common. */
final class GrantOptions {

    static final String NAME_HELP = "Initiator name, or '*' for every initiator without its own.";

    private static final String ADDRESS = "--address";
    private static final String LUNS = "--luns";
    private static final String ALL = "all";

    private GrantOptions() {}

    static void declare(Syntax syntax) {
        syntax.repeatedOption(ADDRESS, "CIDR", "Only from these addresses.")
                .repeatedOption(LUNS, "N", "Only these LUNs; all of them by default.");
        ChapOptions.declare(syntax);
    }

    static void read(Arguments arguments, Context context, JsonValue.Builder body) {
        body.texts("addresses", arguments.options(ADDRESS));
        List<String> luns = arguments.options(LUNS);
        if (luns.equals(List.of(ALL))) {
            body.text("luns", ALL);
        } else if (!luns.isEmpty()) {
            List<JsonValue> numbers = new ArrayList<>();
            for (String lun : luns) {
                numbers.add(JsonValue.Builder.digitsOrText(lun));
            }
            body.value("luns", new JsonArray(numbers));
        }
        ChapOptions.read(arguments, context.surroundings(), body);
    }

    /** Where REST has the grant that the first two arguments name. */
    static RestPath path(Arguments arguments) {
        return RestPath.of(
                "targets",
                TargetName.full(arguments.argument(0)),
                "initiators",
                arguments.argument(1));
    }

    static String name(Arguments arguments) {
        return "grant of "
                + TargetName.full(arguments.argument(0))
                + " to "
                + arguments.argument(1);
    }
}
