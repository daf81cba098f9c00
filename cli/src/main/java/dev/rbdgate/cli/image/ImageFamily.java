package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.names.SnapshotReference;
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

    static Verb copy() {
        return new NamedVerb(
                "copy",
                "Copies an image, or a snapshot, to a new image of its own.",
                syntax ->
                        syntax.argument("IMAGE[@SNAPSHOT]", "What to copy.")
                                .argument("COPY", ImageReference.HELP)
                                .noWait()
                                .example("rbdgate image copy rbd/demo rbd/demo2")
                                .example("rbdgate image copy rbd/demo@monday rbd/monday"),
                (arguments, context) -> {
                    String source = arguments.argument(0);
                    boolean isSnapshot = source.contains("@");
                    ImageReference image =
                            isSnapshot
                                    ? SnapshotReference.parse(source).image()
                                    : ImageReference.parse(source);
                    ImageReference copy = ImageReference.parse(arguments.argument(1));
                    JsonValue.Builder body =
                            new JsonValue.Builder()
                                    .text("to", copy.toString())
                                    .text(
                                            "snapshot",
                                            isSnapshot
                                                    ? SnapshotReference.parse(source).name()
                                                    : null);
                    context.changed(
                            context.rest().post(image.path("copy"), body.build()),
                            "copied " + source + " to image " + copy);
                });
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
