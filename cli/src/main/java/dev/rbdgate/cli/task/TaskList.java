package dev.rbdgate.cli.task;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

final class TaskList implements Verb {

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public String summary() {
        return "Lists long work.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.example("rbdgate task ls");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.list(
                RestPath.of("tasks"),
                "tasks",
                List.of(
                        Column.of("ID", "id"),
                        Column.of("KIND", "kind"),
                        Column.of("OF", "subject"),
                        Column.of("STATE", "state"),
                        Column.number("PERCENT", "percent")));
    }
}
