package dev.rbdgate.cli.snapshot;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.names.SnapshotReference;
import dev.rbdgate.cli.rest.JsonValue;
import java.util.List;
import java.util.function.Consumer;

/** {@code rbdgate snapshot}. */
public final class SnapshotNoun implements Noun {

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public String summary() {
        return "What images were at a time.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new NamedVerb(
                        "ls",
                        "Lists the snapshots of an image.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .example("rbdgate snapshot ls rbd/demo"),
                        SnapshotNoun::list),
                new NamedVerb(
                        "show",
                        "Shows one snapshot.",
                        named("rbdgate snapshot show rbd/demo@monday"),
                        (arguments, context) -> context.show(reference(arguments).path())),
                new NamedVerb(
                        "create",
                        "Takes a snapshot, also of an image in use.",
                        named("rbdgate snapshot create rbd/demo@monday")
                                .andThen(syntax ->
                                        syntax.flag(
                                                "--protected",
                                                "Protect it, as clones on older clusters need it.")),
                        SnapshotNoun::create),
                new NamedVerb(
                        "set",
                        "Renames or protects a snapshot.",
                        named("rbdgate snapshot set rbd/demo@monday --name first")
                                .andThen(syntax ->
                                        syntax.option("--name", "NAME", "New name.")
                                                .option(
                                                        "--protected",
                                                        "true|false",
                                                        "Whether it cannot be deleted.")),
                        SnapshotNoun::set),
                new NamedVerb(
                        "rm",
                        "Deletes a snapshot.",
                        named("rbdgate snapshot rm rbd/demo@monday").andThen(Syntax::noWait),
                        (arguments, context) ->
                                context.changed(
                                        context.rest().delete(reference(arguments).path()),
                                        "removed snapshot " + reference(arguments))),
                new NamedVerb(
                        "rollback",
                        "Makes an image what it was; what was written since is lost.",
                        named("rbdgate snapshot rollback rbd/demo@monday")
                                .andThen(syntax ->
                                        syntax.flag(
                                                        "--force",
                                                        "Although a session can reach the image.")
                                                .noWait()),
                        SnapshotNoun::rollback));
    }

    private static Consumer<Syntax> named(String example) {
        return syntax -> syntax.argument("SNAPSHOT", SnapshotReference.HELP).example(example);
    }

    private static SnapshotReference reference(Arguments arguments) {
        return SnapshotReference.parse(arguments.argument(0));
    }

    private static void list(Arguments arguments, Context context) {
        context.list(
                ImageReference.parse(arguments.argument(0)).path("snapshots"),
                "snapshots",
                List.of(
                        Column.number("ID", "id"),
                        Column.of("NAME", "name"),
                        Column.number("SIZE", "sizeBytes"),
                        Column.of("PROTECTED", "protected"),
                        Column.number("CLONES", "children"),
                        Column.of("CREATED", "created")));
    }

    private static void create(Arguments arguments, Context context) {
        SnapshotReference snapshot = reference(arguments);
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .text("name", snapshot.name())
                        .flag("protected", arguments.flag("--protected"));
        context.made(
                context.rest().post(snapshot.image().path("snapshots"), body.build()),
                "snapshot " + snapshot);
    }

    private static void set(Arguments arguments, Context context) {
        JsonValue.Builder body = new JsonValue.Builder().text("name", arguments.option("--name"));
        if (arguments.option("--protected") != null) {
            body.value("protected", new JsonValue.JsonBoolean(arguments.truth("--protected")));
        }
        if (body.isEmpty()) {
            throw CommandException.usage("nothing to change: give --name or --protected");
        }
        context.changed(
                context.rest().patch(reference(arguments).path(), body.build()),
                "changed snapshot " + reference(arguments));
    }

    private static void rollback(Arguments arguments, Context context) {
        JsonValue.Builder body = new JsonValue.Builder().flag("force", arguments.flag("--force"));
        context.changed(
                context.rest().post(reference(arguments).path("rollback"), body.build()),
                "rolled back to " + reference(arguments));
    }
}
