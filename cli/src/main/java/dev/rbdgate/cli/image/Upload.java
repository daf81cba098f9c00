package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Pages;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.exit.ExitCode;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestAnswer;
import dev.rbdgate.cli.rest.RestPath;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Sends content to an image. A gateway that wants no more of it, since the task was cancelled or
 * has failed, answers and closes the connection while content is still on its way: that may be lost
 * with the connection, so the task is asked then.
 */
final class Upload {

    private Upload() {}

    static RestAnswer send(
            Context context, RestPath path, ImageReference image, InputStream content) {
        try {
            return context.rest().upload(path, content);
        } catch (CommandException e) {
            throw e.exitCode() == ExitCode.UNREACHABLE ? end(context, image).orElse(e) : e;
        }
    }

    /** How the last import of the image has ended, if not well. */
    private static Optional<CommandException> end(Context context, ImageReference image) {
        List<JsonObject> imports;
        try {
            imports =
                    Pages.read(
                                    context.rest(),
                                    RestPath.of("tasks")
                                            .query("kind", "image.import")
                                            .query("subject", image.toString()))
                            .items();
        } catch (CommandException _) {
            // There is no gateway any more, which is what the caller has to tell.
            return Optional.empty();
        }
        return imports.isEmpty() ? Optional.empty() : end(imports.getLast(), image);
    }

    private static Optional<CommandException> end(JsonObject task, ImageReference image) {
        String id = String.valueOf(task.text("id"));
        return switch (String.valueOf(task.text("state"))) {
            case "cancelled" ->
                    Optional.of(
                            CommandException.refused(
                                    "the import of " + image + " was cancelled",
                                    List.of("it was task " + id)));
            case "failed" ->
                    Optional.of(
                            CommandException.refused(
                                    "the import of %s failed: %s"
                                            .formatted(image, task.text("error")),
                                    List.of("it was task " + id)));
            default -> Optional.empty();
        };
    }
}
