package dev.rbdgate.cli.token;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.Moment;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code rbdgate token}. */
public final class TokenNoun implements Noun {

    private static final String PLACE = "tokens";
    private static final String ROLE = "--role";
    private static final String EXPIRES = "--expires";

    @Override
    public String name() {
        return "token";
    }

    @Override
    public String summary() {
        return "Tokens of people and programs that use the REST interface.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new NamedVerb(
                        "ls",
                        "Lists the tokens, without the tokens themselves.",
                        syntax -> syntax.example("rbdgate token ls"),
                        (_, context) ->
                                context.list(
                                        RestPath.of(PLACE),
                                        PLACE,
                                        List.of(
                                                Column.of("NAME", "name"),
                                                Column.of("ROLE", "role"),
                                                Column.of("EXPIRES", "expires"),
                                                Column.of("EXPIRED", "expired"),
                                                Column.of("CREATED", "createdAt"),
                                                Column.of("BY", "createdBy")))),
                new NamedVerb(
                        "show",
                        "Shows a token, without the token itself.",
                        syntax ->
                                syntax.argument("NAME", "Its name.")
                                        .example("rbdgate token show ci"),
                        (arguments, context) ->
                                context.show(RestPath.of(PLACE, arguments.argument(0)))),
                new NamedVerb(
                        "create",
                        "Makes a token and prints it, this once.",
                        TokenNoun::declareCreate,
                        TokenNoun::create),
                new NamedVerb(
                        "rm",
                        "Revokes a token at once.",
                        syntax ->
                                syntax.argument("NAME", "Its name.").example("rbdgate token rm ci"),
                        (arguments, context) ->
                                context.changed(
                                        context.rest()
                                                .delete(RestPath.of(PLACE, arguments.argument(0))),
                                        "revoked token " + arguments.argument(0))));
    }

    private static void declareCreate(Syntax syntax) {
        syntax.argument("NAME", "Lower-case letters, digits, '.', '_' and '-'.")
                .requiredOption(
                        ROLE,
                        "ROLE",
                        "viewer looks, operator runs the storage, admin also decides who may.")
                .option(EXPIRES, "WHEN", "When it ends: 30d, 12h or a time; never by default.")
                .example("rbdgate token create grafana --role viewer")
                .example("rbdgate token create deploy --role operator --expires 90d");
    }

    private static void create(Arguments arguments, Context context) {
        @Nullable String expires = arguments.option(EXPIRES);
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .text("name", arguments.argument(0))
                        .text("role", arguments.option(ROLE))
                        .text(
                                "expires",
                                expires == null ? null : Moment.ahead(expires, Clock.systemUTC()));
        context.made(
                context.rest().post(RestPath.of(PLACE), body.build()),
                "token " + arguments.argument(0));
    }
}
