package dev.rbdgate.cli.namespace;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

/** {@code rbdgate namespace}. */
public final class NamespaceNoun implements Noun {

    private static final String PLACE = "namespaces";

    @Override
    public String name() {
        return "namespace";
    }

    @Override
    public String summary() {
        return "Namespaces of pools, each with images of its own.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new NamedVerb(
                        "ls",
                        "Lists the namespaces of a pool.",
                        syntax ->
                                syntax.optionalArgument("POOL", "The pool; rbd by default.")
                                        .example("rbdgate namespace ls rbd"),
                        (arguments, context) ->
                                context.list(
                                        RestPath.of(PLACE)
                                                .query("pool", arguments.optionalArgument(0)),
                                        PLACE,
                                        List.of(
                                                Column.of("POOL", "pool"),
                                                Column.of("NAME", "name")))),
                new ShowVerb(
                        "Shows one namespace.",
                        syntax ->
                                syntax.argument("POOL/NAME", "Pool and namespace.")
                                        .example("rbdgate namespace show rbd/team"),
                        arguments -> {
                            String[] parts = parts(arguments);
                            return RestPath.of(PLACE, parts[1]).query("pool", parts[0]);
                        }),
                new NamedVerb(
                        "create",
                        "Makes a namespace.",
                        syntax ->
                                syntax.argument("POOL/NAME", "Pool and namespace.")
                                        .example("rbdgate namespace create rbd/team"),
                        (arguments, context) -> {
                            String[] parts = parts(arguments);
                            JsonValue.Builder body =
                                    new JsonValue.Builder()
                                            .text("pool", parts[0])
                                            .text("name", parts[1]);
                            context.made(
                                    context.rest().post(RestPath.of(PLACE), body.build()),
                                    "namespace " + arguments.argument(0));
                        }),
                new NamedVerb(
                        "rm",
                        "Removes an empty namespace.",
                        syntax ->
                                syntax.argument("POOL/NAME", "Pool and namespace.")
                                        .example("rbdgate namespace rm rbd/team"),
                        (arguments, context) -> {
                            String[] parts = parts(arguments);
                            context.changed(
                                    context.rest()
                                            .delete(
                                                    RestPath.of(PLACE, parts[1])
                                                            .query("pool", parts[0])),
                                    "removed namespace " + arguments.argument(0));
                        }));
    }

    private static String[] parts(Arguments arguments) {
        String[] parts = arguments.argument(0).split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw CommandException.usage(
                    "a namespace is POOL/NAME, not '" + arguments.argument(0) + "'");
        }
        return parts;
    }
}
