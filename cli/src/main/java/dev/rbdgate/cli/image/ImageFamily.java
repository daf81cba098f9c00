package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.JsonValue;
import java.util.List;

/** Verbs on an image and those cloned from it. */
final class ImageFamily {

    private ImageFamily() {}

    static Verb children() {
        return new NamedVerb(
                "children",
                "Lists the clones of an image's snapshots.",
                syntax ->
                        syntax.argument("IMAGE", ImageReference.HELP)
                                .example("rbdgate image children rbd/demo"),
                (arguments, context) ->
                        context.list(
                                ImageReference.parse(arguments.argument(0)).path("children"),
                                "clones",
                                List.of(Column.of("IMAGE", "image"))));
    }

    static Verb flatten() {
        return new NamedVerb(
                "flatten",
                "Copies into a clone what it shares with its parent, and parts them.",
                syntax ->
                        syntax.argument("IMAGE", ImageReference.HELP)
                                .noWait()
                                .example("rbdgate image flatten rbd/copy"),
                (arguments, context) -> {
                    ImageReference image = ImageReference.parse(arguments.argument(0));
                    context.changed(
                            context.rest()
                                    .post(image.path("flatten"), new JsonValue.Builder().build()),
                            "flattened image " + image);
                });
    }
}
