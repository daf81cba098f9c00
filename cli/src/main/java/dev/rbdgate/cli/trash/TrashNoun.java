package dev.rbdgate.cli.trash;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;
import java.util.function.Consumer;

/** {@code rbdgate trash}. */
public final class TrashNoun implements Noun {

    @Override
    public String name() {
        return "trash";
    }

    @Override
    public String summary() {
        return "Images that were thrown away and can still be had back.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new NamedVerb(
                        "ls",
                        "Lists the trash of a pool.",
                        ofPool("rbdgate trash ls"),
                        (arguments, context) ->
                                context.list(
                                        path(arguments),
                                        "images in the trash",
                                        List.of(
                                                Column.of("ID", "id"),
                                                Column.of("NAME", "name"),
                                                Column.of("DELETED", "deletedAt"),
                                                Column.of("KEPT UNTIL", "deferredUntil")))),
                new ShowVerb(
                        "Shows one image in the trash.",
                        ofId("rbdgate trash show 10ab6b8b4567"),
                        arguments -> path(arguments, arguments.argument(0))),
                new NamedVerb(
                        "create",
                        "Throws an image away.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .option(
                                                "--deferment",
                                                "DURATION",
                                                "Keep it at least this long, as PT24H.")
                                        .example("rbdgate trash create rbd/demo --deferment PT24H"),
                        TrashNoun::create),
                new NamedVerb(
                        "restore",
                        "Takes an image out of the trash.",
                        ofId("rbdgate trash restore 10ab6b8b4567")
                                .andThen(syntax ->
                                        syntax.option(
                                                "--name", "NAME", "Another name than it had.")),
                        (arguments, context) ->
                                context.changed(
                                        context.rest()
                                                .post(
                                                        path(
                                                                arguments,
                                                                arguments.argument(0),
                                                                "restore"),
                                                        new JsonValue.Builder()
                                                                .text(
                                                                        "name",
                                                                        arguments.option("--name"))
                                                                .build()),
                                        "restored " + arguments.argument(0))),
                new NamedVerb(
                        "rm",
                        "Removes an image for good.",
                        ofId("rbdgate trash rm 10ab6b8b4567")
                                .andThen(syntax ->
                                        syntax.flag("--force", "Also while it is to be kept.")
                                                .noWait()),
                        (arguments, context) ->
                                context.changed(
                                        context.rest()
                                                .delete(
                                                        path(arguments, arguments.argument(0))
                                                                .query(
                                                                        "force",
                                                                        arguments.flag("--force")
                                                                                ? "true"
                                                                                : null)),
                                        "removed " + arguments.argument(0))));
    }

    private static Consumer<Syntax> ofPool(String example) {
        return syntax ->
                syntax.option("--pool", "POOL", "The pool; rbd by default.")
                        .option("--namespace", "NAME", "The namespace; none by default.")
                        .example(example);
    }

    private static Consumer<Syntax> ofId(String example) {
        Consumer<Syntax> id = syntax -> syntax.argument("ID", "Its id.");
        return id.andThen(ofPool(example));
    }

    private static RestPath path(Arguments arguments, String... below) {
        return RestPath.of("trash")
                .below(below)
                .query("pool", arguments.option("--pool"))
                .query("namespace", arguments.option("--namespace"));
    }

    private static void create(Arguments arguments, Context context) {
        ImageReference image = ImageReference.parse(arguments.argument(0));
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .text("image", image.toString())
                        .text("deferment", arguments.option("--deferment"));
        context.changed(
                context.rest().post(RestPath.of("trash"), body.build()),
                "threw image " + image + " away");
    }
}
