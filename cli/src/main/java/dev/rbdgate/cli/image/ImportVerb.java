package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.RestAnswer;
import dev.rbdgate.cli.rest.RestPath;
import dev.rbdgate.cli.terminal.ProgressBar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code rbdgate import}: a disk of another hypervisor, or a stream, becomes a new image. */
public final class ImportVerb implements Verb {

    private static final String STANDARD = "-";
    private static final String SIZE = "--size";
    private static final String SCRATCH = "--scratch";
    private static final int SECTOR_BYTES = 512;

    @Override
    public String name() {
        return "import";
    }

    @Override
    public String summary() {
        return "Makes an image of a disk file (raw, qcow2, vmdk, vhdx, vhd, vdi) or of a stream.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("FILE", "The file, or - for a raw disk from input.")
                .optionalArgument("IMAGE", "The new image; else named after the file.")
                .option(SIZE, "SIZE", "Capacity; else the disk's own. Needed for input.")
                .option(
                        SCRATCH,
                        "DIRECTORY",
                        "Where qemu-img puts the raw disk meanwhile; else where the system puts"
                                + " temporary files.")
                .example("rbdgate import disk.qcow2")
                .example("rbdgate import disk.vmdk rbd/web1")
                .example("gunzip -c disk.raw.gz | rbdgate import - rbd/web2 --size 10GiB");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String file = arguments.argument(0);
        @Nullable String name = arguments.optionalArgument(1);
        @Nullable String size = arguments.option(SIZE);
        if (file.equals(STANDARD)) {
            if (name == null || size == null) {
                throw CommandException.usage("input needs an image's name, and " + SIZE);
            }
            fill(
                    context,
                    ImageReference.parse(name),
                    size,
                    context.surroundings().in(),
                    OptionalLong.empty());
            return;
        }
        Path path = context.surroundings().workingDirectory().resolve(file);
        ImageReference image = ImageReference.parse(name == null ? baseName(path) : name);
        try {
            DiskFormat format = DiskFormat.of(path);
            if (format == DiskFormat.RAW) {
                fill(context, image, size, path);
            } else {
                convertAndFill(context, image, size, path, format, arguments.option(SCRATCH));
            }
        } catch (IOException e) {
            throw CommandException.refused("cannot read " + file + ": " + e, List.of());
        }
    }

    private static String baseName(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static void convertAndFill(
            Context context,
            ImageReference image,
            @Nullable String size,
            Path disk,
            DiskFormat format,
            @Nullable String scratch)
            throws IOException {
        Path directory =
                scratch == null
                        ? Files.createTempDirectory("rbdgate-import")
                        : Files.createTempDirectory(
                                context.surroundings().workingDirectory().resolve(scratch),
                                "rbdgate-import");
        Path raw = directory.resolve("disk.raw");
        try {
            convert(context, disk, format, raw);
            fill(context, image, size, raw);
        } finally {
            Files.deleteIfExists(raw);
            Files.delete(directory);
        }
    }

    private static void convert(Context context, Path disk, DiskFormat format, Path raw) {
        if (!context.isForPeople() || !context.surroundings().terminal().isInteractive()) {
            QemuImage.convert(disk, format, raw, _ -> {});
            return;
        }
        try (ProgressBar bar =
                new ProgressBar(
                        context.surroundings().err(),
                        "reading " + format.qemuName(),
                        context.surroundings().nanoTime())) {
            QemuImage.convert(disk, format, raw, part -> bar.show(part, OptionalLong.empty(), ""));
        }
    }

    private static void fill(Context context, ImageReference image, @Nullable String size, Path raw)
            throws IOException {
        long bytes = Files.size(raw);
        long capacity = Math.ceilDiv(bytes, SECTOR_BYTES) * SECTOR_BYTES;
        try (InputStream in = Files.newInputStream(raw)) {
            fill(
                    context,
                    image,
                    size == null ? Long.toString(capacity) : size,
                    in,
                    OptionalLong.of(bytes));
        }
    }

    private static void fill(
            Context context,
            ImageReference image,
            String size,
            InputStream disk,
            OptionalLong diskBytes) {
        JsonValue.Builder body =
                new JsonValue.Builder()
                        .text("pool", image.pool())
                        .text("namespace", image.namespace())
                        .text("name", image.name())
                        .numberOrText("size", size);
        RestAnswer made = context.rest().post(RestPath.of("images"), body.build());
        if (made.kind() != RestAnswer.Kind.CREATED) {
            throw CommandException.refused(
                    "image " + image + " exists",
                    List.of("to replace its content: rbdgate image import FILE " + image));
        }
        String sizeBytes = String.valueOf(made.body().text("sizeBytes"));
        try {
            RestAnswer filled =
                    ImageContent.uploadDisk(
                            context, image, disk, Long.parseLong(sizeBytes), diskBytes);
            context.changed(filled, "imported image " + image);
        } catch (CommandException e) {
            context.rest().delete(image.path());
            throw e;
        }
    }
}
