package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;

final class LunRemove implements Verb {

    @Override
    public String name() {
        return "rm";
    }

    @Override
    public String summary() {
        return "Takes a LUN from a target; the image stays.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP)
                .argument("LUN", "Its number.")
                .example("rbdgate lun rm demo 0");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.changed(
                context.rest().delete(LunPath.of(arguments)), "removed " + LunPath.name(arguments));
    }
}
