package dev.rbdgate.cli.initiator;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.LimitOptions;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.JsonValue;

final class InitiatorSet implements Verb {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String summary() {
        return "Changes a grant.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP).argument("NAME", GrantOptions.NAME_HELP);
        GrantOptions.declare(syntax);
        LimitOptions.declare(syntax);
        syntax.flag("--no-chap", "Let the initiator in without CHAP.")
                .flag("--no-mutual-chap", "No longer prove this target to the initiator.")
                .example("rbdgate initiator set demo iqn.1993-08.org.debian:01:host1 --luns 0,1")
                .example(
                        "rbdgate initiator set demo iqn.1993-08.org.debian:01:host1 --write-iops 500");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        JsonValue.Builder body = new JsonValue.Builder();
        if (arguments.flag("--no-chap")) {
            body.value("chap", new JsonValue.JsonNull());
        }
        if (arguments.flag("--no-mutual-chap")) {
            body.value("mutualChap", new JsonValue.JsonNull());
        }
        GrantOptions.read(arguments, context, body);
        LimitOptions.read(arguments, body);
        if (body.isEmpty()) {
            throw CommandException.usage("nothing to change: give at least one option");
        }
        context.changed(
                context.rest().patch(GrantOptions.path(arguments), body.build()),
                "changed " + GrantOptions.name(arguments));
    }
}
