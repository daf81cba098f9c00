package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.names.SnapshotReference;
import dev.rbdgate.cli.rest.RestAnswer;
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
import java.util.OptionalLong;

/** Verbs that move the content of images. */
final class ImageContent {

    /** Stands for standard input and output. */
    private static final String STANDARD = "-";

    private static final String FORMATS = "raw|diff-v1|diff-v2|image-v2";

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
        try (ProgressBar bar = bar(context, "export of " + image)) {
            context.rest().download(path, out, done -> show(bar, done, OptionalLong.of(total)));
        }
    }

    private static ProgressBar bar(Context context, String label) {
        return new ProgressBar(
                context.surroundings().err(), label, context.surroundings().nanoTime());
    }

    private static void show(ProgressBar bar, long done, OptionalLong total) {
        if (total.isPresent()) {
            bar.show((double) done / Math.max(1, total.getAsLong()), total, "");
        } else {
            bar.show(done);
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
        try {
            context.changed(
                    file.equals(STANDARD)
                            ? upload(
                                    context,
                                    path,
                                    image,
                                    context.surroundings().in(),
                                    OptionalLong.empty())
                            : upload(context, path, image, file),
                    "imported " + file + " into image " + image);
        } catch (NoSuchFileException e) {
            throw CommandException.usage("there is no file " + file);
        } catch (IOException e) {
            throw CommandException.refused("cannot read " + file + ": " + e, List.of());
        }
    }

    private static RestAnswer upload(
            Context context, RestPath path, ImageReference image, String file) throws IOException {
        Path from = context.surroundings().workingDirectory().resolve(file);
        try (InputStream in = Files.newInputStream(from)) {
            return upload(context, path, image, in, OptionalLong.of(Files.size(from)));
        }
    }

    /**
     * Sends a raw disk to an image that is empty, without its zeroes.
     *
     * @param sizeBytes of the image
     * @param diskBytes of the stream, if they are known
     */
    static RestAnswer uploadDisk(
            Context context,
            ImageReference image,
            InputStream disk,
            long sizeBytes,
            OptionalLong diskBytes) {
        RestPath path = image.path("content").query("format", "diff-v1");
        if (!showsBar(context)) {
            return Upload.send(context, path, image, new DataStream(disk, sizeBytes));
        }
        try (ProgressBar bar = bar(context, "import of " + image)) {
            InputStream counted = new CountedStream(disk, done -> show(bar, done, diskBytes));
            return Upload.send(context, path, image, new DataStream(counted, sizeBytes));
        }
    }

    private static boolean showsBar(Context context) {
        return context.isForPeople() && context.surroundings().terminal().isInteractive();
    }

    /**
     * Sends a stream as an image's content, with a bar on a terminal.
     *
     * @param total bytes of the stream, if they are known
     */
    private static RestAnswer upload(
            Context context,
            RestPath path,
            ImageReference image,
            InputStream in,
            OptionalLong total) {
        if (!showsBar(context)) {
            return Upload.send(context, path, image, in);
        }
        try (ProgressBar bar = bar(context, "import of " + image)) {
            return Upload.send(
                    context, path, image, new CountedStream(in, done -> show(bar, done, total)));
        }
    }
}
