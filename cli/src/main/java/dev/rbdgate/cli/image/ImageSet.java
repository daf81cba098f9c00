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
        return "Resizes or renames an image, or switches its features.";
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
                .repeatedOption("--enable", "FEATURE", "Switch features on.")
                .repeatedOption("--disable", "FEATURE", "Switch features off.")
                .noWait()
                .example("rbdgate image set rbd/demo --size 20GiB");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        ImageReference image = ImageReference.parse(arguments.argument(0));
        boolean features =
                !arguments.options("--enable").isEmpty()
                        || !arguments.options("--disable").isEmpty();
        boolean rest = arguments.option("--size") != null || arguments.option("--name") != null;
        if (!features && !rest) {
            throw CommandException.usage(
                    "nothing to change: give --size, --name, --enable or --disable");
        }
        if (features) {
            JsonValue.Builder switches =
                    new JsonValue.Builder()
                            .texts("enable", arguments.options("--enable"))
                            .texts("disable", arguments.options("--disable"));
            context.changed(
                    context.rest().patch(image.path("features"), switches.build()),
                    "switched features of image " + image);
        }
        if (rest) {
            change(image, arguments, context);
        }
    }

    private static void change(ImageReference image, Arguments arguments, Context context) {
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .numberOrText("size", arguments.option("--size"))
                        .flag("allowShrink", arguments.flag("--allow-shrink"))
                        .flag("force", arguments.flag("--force"))
                        .text("name", arguments.option("--name"));
        context.changed(context.rest().patch(image.path(), body.build()), "changed image " + image);
    }
}
