package dev.rbdgate.cli.target;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;

final class TargetShow implements Verb {

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String summary() {
        return "Shows one target.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP).example("rbdgate target show demo");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.show(RestPath.of("targets", TargetName.full(arguments.argument(0))));
    }
}
