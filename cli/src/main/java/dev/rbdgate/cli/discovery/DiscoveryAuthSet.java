package dev.rbdgate.cli.discovery;

import dev.rbdgate.cli.chap.ChapOptions;
import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;

final class DiscoveryAuthSet implements Verb {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String summary() {
        return "Replaces the credentials for discovery.";
    }

    @Override
    public void declare(Syntax syntax) {
        ChapOptions.declare(syntax);
        syntax.flag("--none", "Let every initiator discover without CHAP.")
                .example("rbdgate discovery-auth set --chap-user bob --chap-secret-file FILE")
                .example("rbdgate discovery-auth set --none");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        JsonValue.Builder body = new JsonValue.Builder();
        ChapOptions.read(arguments, context.surroundings(), body);
        if (body.isEmpty() != arguments.flag("--none")) {
            throw CommandException.usage("give either --none or --chap-user");
        }
        context.changed(
                context.rest().put(RestPath.of("discovery-auth"), body.build()),
                "changed the credentials for discovery");
    }
}
