package dev.rbdgate.cli.task;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;

final class TaskShow implements Verb {

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String summary() {
        return "Shows one task.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("ID", "Its id.").example("rbdgate task show 1");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.show(RestPath.of("tasks", arguments.argument(0)));
    }
}
