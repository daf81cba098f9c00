package dev.rbdgate.cli.task;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;

final class TaskRemove implements Verb {

    @Override
    public String name() {
        return "rm";
    }

    @Override
    public String summary() {
        return "Cancels a task.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("ID", "Its id.").example("rbdgate task rm 1");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String id = arguments.argument(0);
        context.changed(context.rest().delete(RestPath.of("tasks", id)), "cancelled task " + id);
    }
}
