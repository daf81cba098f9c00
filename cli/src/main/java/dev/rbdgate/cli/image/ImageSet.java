package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.JsonValue;

final class ImageSet implements Verb {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String summary() {
        return "Resizes or renames an image.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IMAGE", ImageReference.HELP)
                .option("--size", "SIZE", "New capacity, in bytes or as 10GiB.")
                .flag(
                        "--allow-shrink",
                        "The new capacity may be smaller: what lies beyond is lost.")
                .flag("--force", "Shrink although a session can reach the image.")
                .option("--name", "NAME", "New name, in the same pool and namespace.")
                .noWait()
                .example("rbdgate image set rbd/demo --size 20GiB");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        ImageReference image = ImageReference.parse(arguments.argument(0));
        if (arguments.option("--size") == null && arguments.option("--name") == null) {
            throw CommandException.usage("nothing to change: give --size or --name");
        }
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .numberOrText("size", arguments.option("--size"))
                        .flag("allowShrink", arguments.flag("--allow-shrink"))
                        .flag("force", arguments.flag("--force"))
                        .text("name", arguments.option("--name"));
        context.changed(context.rest().patch(image.path(), body.build()), "changed image " + image);
    }
}
