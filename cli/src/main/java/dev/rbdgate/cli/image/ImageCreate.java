package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.names.SnapshotReference;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;
import org.jspecify.annotations.Nullable;

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
                .option(
                        "--size",
                        "SIZE",
                        "Capacity, in bytes or as 10GiB; a clone has its parent's.")
                .option("--from", "IMAGE@SNAPSHOT", "Clone this snapshot.")
                .option(
                        "--object-size",
                        "SIZE",
                        "Size of its objects, 4KiB to 32MiB; 4MiB by default.")
                .option("--stripe-unit", "SIZE", "Bytes to one object before the next one's turn.")
                .option("--stripe-count", "N", "Objects that take turns.")
                .repeatedOption("--feature", "NAME", "Image features, instead of the default ones.")
                .option("--data-pool", "POOL", "Keep the data there; the rest stays in POOL.")
                .option("--format", "1|2", "Image format; 1 is the oldest, without features.")
                .example("rbdgate image create rbd/demo --size 10GiB")
                .example("rbdgate image create rbd/fast --size 1TiB --object-size 1MiB")
                .example("rbdgate image create rbd/copy --from rbd/demo@monday");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        ImageReference image = ImageReference.parse(arguments.argument(0));
        if (arguments.option("--size") == null && arguments.option("--from") == null) {
            throw CommandException.usage("give --size, or --from for a clone");
        }
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .text("pool", image.pool())
                        .text("namespace", image.namespace())
                        .text("name", image.name())
                        .numberOrText("size", arguments.option("--size"))
                        .numberOrText("objectSize", arguments.option("--object-size"))
                        .numberOrText("stripeUnit", arguments.option("--stripe-unit"))
                        .numberOrText("stripeCount", arguments.option("--stripe-count"))
                        .texts("features", arguments.options("--feature"))
                        .text("dataPool", arguments.option("--data-pool"))
                        .numberOrText("format", arguments.option("--format"))
                        .text("from", from(arguments.option("--from")));
        context.made(context.rest().post(RestPath.of("images"), body.build()), "image " + image);
    }

    private static @Nullable String from(@Nullable String snapshot) {
        return snapshot == null ? null : SnapshotReference.parse(snapshot).toString();
    }
}
