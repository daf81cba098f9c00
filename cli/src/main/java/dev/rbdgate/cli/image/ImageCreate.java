package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;

final class ImageCreate implements Verb {

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String summary() {
        return "Makes an image, thin: it takes storage as it is written.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IMAGE", ImageReference.HELP)
                .requiredOption("--size", "SIZE", "Capacity, in bytes or as 10GiB.")
                .option(
                        "--object-size",
                        "SIZE",
                        "Size of its objects, 4KiB to 32MiB; 4MiB by default.")
                .option("--stripe-unit", "SIZE", "Bytes to one object before the next one's turn.")
                .option("--stripe-count", "N", "Objects that take turns.")
                .repeatedOption("--feature", "NAME", "Image features, instead of the default ones.")
                .example("rbdgate image create rbd/demo --size 10GiB")
                .example("rbdgate image create rbd/fast --size 1TiB --object-size 1MiB");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        ImageReference image = ImageReference.parse(arguments.argument(0));
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .text("pool", image.pool())
                        .text("namespace", image.namespace())
                        .text("name", image.name())
                        .numberOrText("size", arguments.option("--size"))
                        .numberOrText("objectSize", arguments.option("--object-size"))
                        .numberOrText("stripeUnit", arguments.option("--stripe-unit"))
                        .numberOrText("stripeCount", arguments.option("--stripe-count"))
                        .texts("features", arguments.options("--feature"));
        context.made(context.rest().post(RestPath.of("images"), body.build()), "image " + image);
    }
}
