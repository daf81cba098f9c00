package dev.rbdgate.cli.initiator;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

final class InitiatorList implements Verb {

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public String summary() {
        return "Lists the grants of a target.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP).example("rbdgate initiator ls demo");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.list(
                RestPath.of("targets", TargetName.full(arguments.argument(0)), "initiators"),
                "initiators",
                List.of(
                        Column.of("INITIATOR", "initiator"),
                        Column.of("ADDRESSES", "addresses"),
                        Column.of("LUNS", "luns"),
                        Column.of("CHAP", "chap.user"),
                        Column.of("MUTUAL CHAP", "mutualChap.user")));
    }
}
