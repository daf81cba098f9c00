package dev.rbdgate.cli.target;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

final class TargetList implements Verb {

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public String summary() {
        return "Lists targets.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.example("rbdgate target ls");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.list(
                RestPath.of("targets"),
                "targets",
                List.of(
                        Column.of("TARGET", "iqn"),
                        Column.of("ALIAS", "alias"),
                        Column.number("LUNS", "luns"),
                        Column.of("INITIATORS", "initiators")));
    }
}
