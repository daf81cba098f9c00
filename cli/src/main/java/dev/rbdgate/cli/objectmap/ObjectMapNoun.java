package dev.rbdgate.cli.objectmap;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.names.SnapshotReference;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonBoolean;
import dev.rbdgate.cli.rest.RestAnswer;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

/** {@code rbdgate object-map}. */
public final class ObjectMapNoun implements Noun {

    private static final String PLACE = "object-map";

    @Override
    public String name() {
        return PLACE;
    }

    @Override
    public String summary() {
        return "Which objects of an image exist, as its object map has it.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ShowVerb(
                        "Shows the map of an image or a snapshot: runs of objects in one state.",
                        syntax ->
                                syntax.argument("IMAGE[@SNAPSHOT]", ImageReference.HELP)
                                        .example("rbdgate object-map show rbd/demo"),
                        ObjectMapNoun::path),
                new NamedVerb(
                        "check",
                        "Compares the maps with the objects; exit code 1 if they differ.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .example("rbdgate object-map check rbd/demo"),
                        ObjectMapNoun::check),
                new NamedVerb(
                        "rebuild",
                        "Makes the maps anew from the objects.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .noWait()
                                        .example("rbdgate object-map rebuild rbd/demo"),
                        (arguments, context) ->
                                context.changed(
                                        context.rest()
                                                .post(
                                                        image(arguments).path(PLACE, "rebuild"),
                                                        new JsonValue.Builder().build()),
                                        "rebuilt the object map of image " + image(arguments))));
    }

    private static ImageReference image(Arguments arguments) {
        return ImageReference.parse(arguments.argument(0));
    }

    private static RestPath path(Arguments arguments) {
        String text = arguments.argument(0);
        if (!text.contains("@")) {
            return ImageReference.parse(text).path(PLACE);
        }
        SnapshotReference snapshot = SnapshotReference.parse(text);
        return snapshot.image().path(PLACE).query("snapshot", snapshot.name());
    }

    private static void check(Arguments arguments, Context context) {
        RestAnswer answer =
                context.rest()
                        .post(
                                image(arguments).path(PLACE, "check"),
                                new JsonValue.Builder().build());
        context.print(answer);
        if (answer.body().get("clean") instanceof JsonBoolean(boolean clean) && !clean) {
            throw CommandException.refused(
                    "the object map of image " + image(arguments) + " is wrong",
                    List.of("mend it with: rbdgate object-map rebuild " + image(arguments)));
        }
    }
}
