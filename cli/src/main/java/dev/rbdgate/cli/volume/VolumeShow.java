package dev.rbdgate.cli.volume;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;
import java.util.Optional;

/** A volume, and what to type on its hosts. */
final class VolumeShow implements Verb {

    @Override
    public String name() {
        return "show";
    }

    @Override
    public boolean looks() {
        return false;
    }

    @Override
    public String summary() {
        return "Shows a volume, and what to type on its hosts to use it.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("NAME", VolumeNoun.NAME_HELP).example("rbdgate volume show db1");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String name = arguments.argument(0);
        RestPath place = RestPath.of(VolumeNoun.PLACE, name);
        if (!context.isForPeople()) {
            context.print(context.rest().get(place));
            return;
        }
        HostLines lines = HostLines.of(context, name);
        context.print(context.rest().get(place));
        lines.print(context.surroundings().out(), Optional.empty());
    }
}
