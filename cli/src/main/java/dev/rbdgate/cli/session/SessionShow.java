package dev.rbdgate.cli.session;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;

final class SessionShow implements Verb {

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String summary() {
        return "Shows one session: negotiated keys and counters.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("ID", "Its id.").example("rbdgate session show 1");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.show(RestPath.of("sessions", arguments.argument(0)));
    }
}
