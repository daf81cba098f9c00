package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;

final class ImageRemove implements Verb {

    @Override
    public String name() {
        return "rm";
    }

    @Override
    public String summary() {
        return "Deletes an image and all that is in it.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IMAGE", ImageReference.HELP).noWait().example("rbdgate image rm rbd/demo");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        ImageReference image = ImageReference.parse(arguments.argument(0));
        context.changed(context.rest().delete(image.path()), "removed image " + image);
    }
}
