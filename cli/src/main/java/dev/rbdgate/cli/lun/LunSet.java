package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.JsonValue;

final class LunSet implements Verb {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String summary() {
        return "Changes a LUN.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP)
                .argument("LUN", "Its number.")
                .requiredOption("--read-only", "true|false", "Whether initiators cannot write.")
                .example("rbdgate lun set demo 0 --read-only true");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        boolean readOnly = arguments.truth("--read-only");
        JsonValue.Builder body =
                new JsonValue.Builder().value("readOnly", new JsonValue.JsonBoolean(readOnly));
        context.changed(
                context.rest().patch(LunPath.of(arguments), body.build()),
                "changed " + LunPath.name(arguments));
    }
}
