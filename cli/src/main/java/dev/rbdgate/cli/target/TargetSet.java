package dev.rbdgate.cli.target;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;

final class TargetSet implements Verb {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String summary() {
        return "Changes a target.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP)
                .option("--alias", "TEXT", "A name for people; empty takes it away.");
        TargetOptions.declare(syntax);
        TargetOptions.declareRemovals(syntax);
        syntax.example("rbdgate target set demo --alias \"Production\"")
                .example("rbdgate target set demo --redirect 10.0.0.2:3260")
                .example("rbdgate target set demo --no-redirect");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String iqn = TargetName.full(arguments.argument(0));
        JsonValue.Builder body = new JsonValue.Builder();
        body.text("alias", arguments.option("--alias"));
        TargetOptions.readRemovals(arguments, body);
        TargetOptions.read(arguments, body);
        if (body.isEmpty()) {
            throw CommandException.usage("nothing to change: give at least one option");
        }
        context.changed(
                context.rest().patch(RestPath.of("targets", iqn), body.build()),
                "changed target " + iqn);
    }
}
