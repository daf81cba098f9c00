package dev.rbdgate.cli.session;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.ListVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Removal;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code rbdgate session}. */
public final class SessionNoun implements Noun {

    private static final String PLACE = "sessions";

    @Override
    public String name() {
        return "session";
    }

    @Override
    public String summary() {
        return "iSCSI sessions.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ListVerb(
                        "Lists sessions.",
                        syntax ->
                                syntax.option("--target", "IQN", "Only with this target.")
                                        .option("--initiator", "NAME", "Only of this initiator.")
                                        .example("rbdgate session ls")
                                        .example("rbdgate session ls --target demo --watch"),
                        SessionNoun::list,
                        PLACE,
                        List.of(
                                Column.number("ID", "id"),
                                Column.of("TYPE", "type"),
                                Column.of("INITIATOR", "initiator"),
                                Column.of("FROM", "address"),
                                Column.of("TARGET", "target"),
                                Column.of("SINCE", "since"))),
                new ShowVerb(
                        "Shows one session: negotiated keys and counters.",
                        syntax ->
                                syntax.argument("ID", "Its id.").example("rbdgate session show 1"),
                        SessionNoun::path),
                new Removal(
                        "Ends a session; the initiator may log in again.",
                        syntax -> syntax.argument("ID", "Its id.").example("rbdgate session rm 1"),
                        SessionNoun::path,
                        arguments -> "ended session " + arguments.argument(0)));
    }

    private static RestPath list(Arguments arguments) {
        @Nullable String target = arguments.option("--target");
        return RestPath.of(PLACE)
                .query("target", target == null ? null : TargetName.full(target))
                .query("initiator", arguments.option("--initiator"));
    }

    private static RestPath path(Arguments arguments) {
        return RestPath.of(PLACE, arguments.argument(0));
    }
}
