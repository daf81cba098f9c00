package dev.rbdgate.cli.initiator;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;

final class InitiatorShow implements Verb {

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String summary() {
        return "Shows one grant, without its secrets.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP)
                .argument("NAME", GrantOptions.NAME_HELP)
                .example("rbdgate initiator show demo iqn.1993-08.org.debian:01:host1");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.show(GrantOptions.path(arguments));
    }
}
