package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;

final class ImageShow implements Verb {

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String summary() {
        return "Shows one image.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IMAGE", ImageReference.HELP);
        syntax.example("rbdgate image show rbd/demo");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.show(ImageReference.parse(arguments.argument(0)).path());
    }
}
