package dev.rbdgate.cli.initiator;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;

final class InitiatorRemove implements Verb {

    @Override
    public String name() {
        return "rm";
    }

    @Override
    public String summary() {
        return "Takes a grant back; the initiator's sessions end.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP)
                .argument("NAME", GrantOptions.NAME_HELP)
                .example("rbdgate initiator rm demo iqn.1993-08.org.debian:01:host1");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.changed(
                context.rest().delete(GrantOptions.path(arguments)),
                "removed " + GrantOptions.name(arguments));
    }
}
