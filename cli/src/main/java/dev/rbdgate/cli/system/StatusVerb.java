package dev.rbdgate.cli.system;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;

/** {@code rbdgate status}. */
public final class StatusVerb implements Verb {

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "Shows version, health, capacity and portals.";
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.example("rbdgate status").example("rbdgate status -o json");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.show(RestPath.of("system"));
    }
}
