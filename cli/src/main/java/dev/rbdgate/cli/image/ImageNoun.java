package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.ListVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Removal;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code rbdgate image}. */
public final class ImageNoun implements Noun {

    @Override
    public String name() {
        return "image";
    }

    @Override
    public String summary() {
        return "Images in the store.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ListVerb(
                        "Lists images.",
                        syntax ->
                                syntax.optionalArgument(
                                                "POOL", "Only this pool, or POOL/NAMESPACE.")
                                        .option(
                                                "--name",
                                                "TEXT",
                                                "Only those with this in their name.")
                                        .example("rbdgate image ls")
                                        .example("rbdgate image ls rbd -o json"),
                        ImageNoun::list,
                        "images",
                        List.of(
                                Column.of("POOL", "pool"),
                                Column.of("NAMESPACE", "namespace"),
                                Column.of("NAME", "name"),
                                Column.number("SIZE", "sizeBytes"),
                                Column.number("USED", "usedBytes"))),
                new ShowVerb(
                        "Shows one image.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .example("rbdgate image show rbd/demo"),
                        arguments -> image(arguments).path()),
                new ImageCreate(),
                new ImageSet(),
                new Removal(
                        "Deletes an image and all that is in it.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .noWait()
                                        .example("rbdgate image rm rbd/demo"),
                        arguments -> image(arguments).path(),
                        arguments -> "removed image " + image(arguments)),
                ImageFamily.children(),
                ImageFamily.flatten(),
                ImageFamily.copy(),
                new ShowVerb(
                        "features",
                        "Shows the features of an image.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .example("rbdgate image features rbd/demo"),
                        arguments -> image(arguments).path("features")),
                ImageContent.exporting(),
                ImageContent.importing());
    }

    private static ImageReference image(Arguments arguments) {
        return ImageReference.parse(arguments.argument(0));
    }

    private static RestPath list(Arguments arguments) {
        String pool = arguments.optionalArgument(0);
        RestPath path = RestPath.of("images").query("name", arguments.option("--name"));
        if (pool == null) {
            return path;
        }
        String[] poolAndNamespace = pool.split("/", 2);
        @Nullable String namespace = poolAndNamespace.length == 2 ? poolAndNamespace[1] : null;
        return path.query("pool", poolAndNamespace[0]).query("namespace", namespace);
    }
}
