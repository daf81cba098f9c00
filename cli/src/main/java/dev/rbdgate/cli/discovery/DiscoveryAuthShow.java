package dev.rbdgate.cli.discovery;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;

final class DiscoveryAuthShow implements Verb {

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String summary() {
        return "Shows who may discover, without secrets.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.example("rbdgate discovery-auth show");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.show(RestPath.of("discovery-auth"));
    }
}
