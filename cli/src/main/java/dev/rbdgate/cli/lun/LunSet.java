package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
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
                .option("--read-only", "true|false", "Whether initiators cannot write.")
                .option("--write-cache", "true|false", "Whether only flushed writes are durable.")
                .example("rbdgate lun set demo 0 --read-only true");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        JsonValue.Builder body = new JsonValue.Builder();
        Boolean readOnly = arguments.truth("--read-only");
        if (readOnly != null) {
            body.value("readOnly", new JsonValue.JsonBoolean(readOnly));
        }
        Boolean writeCache = arguments.truth("--write-cache");
        if (writeCache != null) {
            body.value("writeCache", new JsonValue.JsonBoolean(writeCache));
        }
        if (body.isEmpty()) {
            throw CommandException.usage("nothing to change: give --read-only or --write-cache");
        }
        context.changed(
                context.rest().patch(LunPath.of(arguments), body.build()),
                "changed " + LunPath.name(arguments));
    }
}
