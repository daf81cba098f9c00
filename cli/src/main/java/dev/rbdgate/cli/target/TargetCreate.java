package dev.rbdgate.cli.target;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;

final class TargetCreate implements Verb {

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String summary() {
        return "Makes a target.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP)
                .option("--alias", "TEXT", "A name for people, shown to initiators.");
        TargetOptions.declare(syntax);
        syntax.example("rbdgate target create demo --alias \"Test disks\"")
                .example("rbdgate target create demo --portal 10.0.0.1/1 --portal 10.1.0.1/2");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String iqn = TargetName.full(arguments.argument(0));
        JsonValue.Builder body =
                new JsonValue.Builder().text("iqn", iqn).text("alias", arguments.option("--alias"));
        TargetOptions.read(arguments, body);
        context.made(context.rest().post(RestPath.of("targets"), body.build()), "target " + iqn);
    }
}
