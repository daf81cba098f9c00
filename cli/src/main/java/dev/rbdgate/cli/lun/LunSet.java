package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.LimitOptions;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
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
                .option("--read-only", "true|false", "Whether initiators cannot write.");
        LimitOptions.declare(syntax);
        syntax.example("rbdgate lun set demo 0 --read-only true")
                .example("rbdgate lun set demo 0 --read-iops 1000 --write-bytes 100MiB")
                .example("rbdgate lun set demo 0 --read-iops none");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        JsonValue.Builder body = new JsonValue.Builder();
        if (arguments.option("--read-only") != null) {
            boolean readOnly = arguments.truth("--read-only");
            body.value("readOnly", new JsonValue.JsonBoolean(readOnly));
        }
        LimitOptions.read(arguments, body);
        if (body.isEmpty()) {
            throw CommandException.usage("nothing to change: give --read-only or a limit");
        }
        context.changed(
                context.rest().patch(LunPath.of(arguments), body.build()),
                "changed " + LunPath.name(arguments));
    }
}
