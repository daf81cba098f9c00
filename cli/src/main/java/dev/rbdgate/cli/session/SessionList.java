package dev.rbdgate.cli.session;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

final class SessionList implements Verb {

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public String summary() {
        return "Lists sessions.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.example("rbdgate session ls");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.list(
                RestPath.of("sessions"),
                "sessions",
                List.of(
                        Column.number("ID", "id"),
                        Column.of("TYPE", "type"),
                        Column.of("INITIATOR", "initiator"),
                        Column.of("FROM", "address"),
                        Column.of("TARGET", "target"),
                        Column.of("SINCE", "since")));
    }
}
