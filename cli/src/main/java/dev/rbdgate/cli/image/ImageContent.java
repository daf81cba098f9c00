package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.names.SnapshotReference;
import dev.rbdgate.cli.rest.RestPath;
import dev.rbdgate.cli.terminal.ProgressBar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongConsumer;

/** Verbs that move the content of images. */
final class ImageContent {

    /** Stands for standard input and output. */
    private static final String STANDARD = "-";

    private static final String FORMATS = "raw|diff-v1|diff-v2|image-v2";
    private static final int HUNDRED = 100;

    private ImageContent() {}

    static Verb exporting() {
        return new NamedVerb(
                "export",
                "Writes an image or a snapshot to a file, as rbd export and export-diff do.",
                syntax ->
                        formats(
                                        syntax.argument("IMAGE[@SNAPSHOT]", ImageReference.HELP)
                                                .argument("FILE", "A new file, or - for output."))
                                .option(
                                        "--from",
                                        "SNAPSHOT",
                                        "Only what has changed since then (diff-v1, diff-v2).")
                                .example("rbdgate image export rbd/demo demo.raw"),
                ImageContent::export);
    }

    static Verb importing() {
        return new NamedVerb(
                "import",
                "Fills an image from a file, as rbd import and import-diff do.",
                syntax ->
                        formats(
                                        syntax.argument("FILE", "The file, or - for input.")
                                                .argument("IMAGE", ImageReference.HELP))
                                .flag("--force", "Although a session can reach the image.")
                                .example("rbdgate image import demo.raw rbd/demo"),
                ImageContent::load);
    }

    private static Syntax formats(Syntax syntax) {
        return syntax.option(
                "--format", FORMATS, "raw by default; image-v2 is the image with its snapshots.");
    }

    private static void export(Arguments arguments, Context context) {
        String source = arguments.argument(0);
        boolean isSnapshot = source.contains("@");
        ImageReference image =
                isSnapshot ? SnapshotReference.parse(source).image() : ImageReference.parse(source);
        RestPath path =
                image.path("content")
                        .query("format", arguments.option("--format"))
                        .query(
                                "snapshot",
                                isSnapshot ? SnapshotReference.parse(source).name() : null)
                        .query("fromSnapshot", arguments.option("--from"));
        String file = arguments.argument(1);
        if (file.equals(STANDARD)) {
            context.rest().download(path, context.surroundings().out(), _ -> {});
            return;
        }
        Path to = context.surroundings().workingDirectory().resolve(file);
        try (OutputStream out =
                Files.newOutputStream(
                        to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            download(context, path, image, out);
        } catch (IOException e) {
            throw CommandException.refused("cannot write " + file + ": " + e, List.of());
        } catch (CommandException e) {
            remove(to);
            throw e;
        }
        context.say("exported " + source + " to " + file);
    }

    private static void download(
            Context context, RestPath path, ImageReference image, OutputStream out) {
        if (!context.surroundings().terminal().isInteractive()) {
            context.rest().download(path, out, _ -> {});
            return;
        }
        String size = context.rest().get(image.path()).body().text("sizeBytes");
        long total = size == null ? 1 : Math.max(1, Long.parseLong(size));
        try (ProgressBar bar =
                new ProgressBar(context.surroundings().err(), "export of " + image)) {
            LongConsumer told = done -> bar.show((int) (HUNDRED * done / total), "");
            context.rest().download(path, out, told);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw CommandException.refused("cannot remove " + file + ": " + e, List.of());
        }
    }

    private static void load(Arguments arguments, Context context) {
        String file = arguments.argument(0);
        ImageReference image = ImageReference.parse(arguments.argument(1));
        RestPath path =
                image.path("content")
                        .query("format", arguments.option("--format"))
                        .query("force", arguments.flag("--force") ? "true" : null);
        try (InputStream in =
                file.equals(STANDARD)
                        ? context.surroundings().in()
                        : Files.newInputStream(
                                context.surroundings().workingDirectory().resolve(file))) {
            context.changed(
                    context.rest().upload(path, in), "imported " + file + " into image " + image);
        } catch (NoSuchFileException e) {
            throw CommandException.usage("there is no file " + file);
        } catch (IOException e) {
            throw CommandException.refused("cannot read " + file + ": " + e, List.of());
        }
    }
}
