package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;

final class LunShow implements Verb {

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String summary() {
        return "Shows one LUN.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP)
                .argument("LUN", "Its number.")
                .example("rbdgate lun show demo 0");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.show(LunPath.of(arguments));
    }
}
