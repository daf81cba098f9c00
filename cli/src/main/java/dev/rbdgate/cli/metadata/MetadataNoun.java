package dev.rbdgate.cli.metadata;

import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.JsonValue;
import java.util.List;
import java.util.function.Consumer;

/** {@code rbdgate metadata}. */
public final class MetadataNoun implements Noun {

    private static final String PLACE = "metadata";

    @Override
    public String name() {
        return "metadata";
    }

    @Override
    public String summary() {
        return "Keys and values that are kept with images.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new NamedVerb(
                        "ls",
                        "Lists an image's metadata.",
                        image("rbdgate metadata ls rbd/demo"),
                        (arguments, context) ->
                                context.list(
                                        ImageReference.parse(arguments.argument(0)).path(PLACE),
                                        "metadata",
                                        List.of(
                                                Column.of("KEY", "key"),
                                                Column.of("VALUE", "value")))),
                new NamedVerb(
                        "show",
                        "Shows the value of a key.",
                        key("rbdgate metadata show rbd/demo owner"),
                        (arguments, context) ->
                                context.show(
                                        ImageReference.parse(arguments.argument(0))
                                                .path(PLACE, arguments.argument(1)))),
                new NamedVerb(
                        "set",
                        "Sets the value of a key.",
                        key("rbdgate metadata set rbd/demo owner databases")
                                .andThen(syntax -> syntax.argument("VALUE", "Its value.")),
                        (arguments, context) -> {
                            JsonValue.Builder body =
                                    new JsonValue.Builder().text("value", arguments.argument(2));
                            context.changed(
                                    context.rest()
                                            .put(
                                                    ImageReference.parse(arguments.argument(0))
                                                            .path(PLACE, arguments.argument(1)),
                                                    body.build()),
                                    "set metadata " + arguments.argument(1));
                        }),
                new NamedVerb(
                        "rm",
                        "Removes a key.",
                        key("rbdgate metadata rm rbd/demo owner"),
                        (arguments, context) ->
                                context.changed(
                                        context.rest()
                                                .delete(
                                                        ImageReference.parse(arguments.argument(0))
                                                                .path(
                                                                        PLACE,
                                                                        arguments.argument(1))),
                                        "removed metadata " + arguments.argument(1))));
    }

    private static Consumer<Syntax> image(String example) {
        return syntax -> syntax.argument("IMAGE", ImageReference.HELP).example(example);
    }

    private static Consumer<Syntax> key(String example) {
        return image(example).andThen(syntax -> syntax.argument("KEY", "Its name."));
    }
}
