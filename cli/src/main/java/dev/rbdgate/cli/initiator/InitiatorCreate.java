package dev.rbdgate.cli.initiator;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;

final class InitiatorCreate implements Verb {

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String summary() {
        return "Grants a target to an initiator.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP).argument("NAME", GrantOptions.NAME_HELP);
        GrantOptions.declare(syntax);
        syntax.example("rbdgate initiator create demo iqn.1993-08.org.debian:01:host1")
                .example("rbdgate initiator create demo '*' --address 10.0.0.0/8")
                .example(
                        "rbdgate initiator create demo NAME --chap-user bob --chap-secret-file FILE");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String iqn = TargetName.full(arguments.argument(0));
        String name = arguments.argument(1);
        JsonValue.Builder body = new JsonValue.Builder().text("initiator", name);
        GrantOptions.read(arguments, context, body);
        context.made(
                context.rest().post(RestPath.of("targets", iqn, "initiators"), body.build()),
                "grant of " + iqn + " to " + name);
    }
}
