package dev.rbdgate.cli.target;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;

final class TargetRemove implements Verb {

    @Override
    public String name() {
        return "rm";
    }

    @Override
    public String summary() {
        return "Removes a target; its sessions end.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP).example("rbdgate target rm demo");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String iqn = TargetName.full(arguments.argument(0));
        context.changed(
                context.rest().delete(RestPath.of("targets", iqn)), "removed target " + iqn);
    }
}
