package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.diff.ByteSink;
import dev.rbdgate.rbd.diff.ByteSource;
import dev.rbdgate.rbd.diff.DiffVersion;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageRef;
import dev.rbdgate.rbd.image.Images;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/**
 * Exports and imports. The formats are those of {@code rbd export}, {@code export-diff}, {@code
 * import} and {@code import-diff}. Each transfer reads or writes several pieces at once, waits for
 * whoever is slower, and holds some megabytes whatever the image's size.
 *
 * <p>A transfer is cancelled through its stream: a sink or source that fails ends it; when it fails
 * with a {@link java.util.concurrent.CancellationException}, so does the transfer. Futures else
 * fail with {@link dev.rbdgate.rbd.image.ImageException}, INVALID for a malformed stream. Progress
 * is the done part, 0 to 1, told on the transfer's thread.
 */
public final class Transfers implements AutoCloseable {

    private final Images images;
    private final TransferThreads threads = new TransferThreads();

    public Transfers(Images images) {
        this.images = images;
    }

    /** Writes all bytes of an image or a snapshot. */
    public CompletableFuture<Void> exportRaw(ImageRef ref, ByteSink sink, DoubleConsumer progress) {
        return threads.run(
                "exporting " + ref,
                () -> {
                    try (OpenDevice device = OpenDevice.of(images, ref)) {
                        exportRaw(device.image(), new SinkWriter(sink), progress);
                    }
                    return null;
                });
    }

    private static void exportRaw(Image image, SinkWriter sink, DoubleConsumer progress) {
        long sizeBytes = image.sizeBytes();
        new ReadAhead(image, null)
                .run(
                        List.of(new Range(0, sizeBytes)).iterator(),
                        (byteOffset, bytes, _) -> {
                            sink.write(bytes);
                            progress.accept((double) byteOffset / sizeBytes);
                        });
        sink.flush();
        progress.accept(1);
    }

    /**
     * Writes how an image or a snapshot differs from an earlier snapshot of it.
     *
     * @param from the snapshot to compare with; empty: writes all that is not zero
     * @param wholeObjects whether objects that may have changed are written as a whole, which needs
     *     no reading of what they were
     */
    public CompletableFuture<Void> exportDiff(
            ImageRef ref,
            Optional<String> from,
            DiffVersion version,
            boolean wholeObjects,
            ByteSink sink,
            DoubleConsumer progress) {
        return threads.run(
                "exporting " + ref,
                () -> {
                    SinkWriter writer = new SinkWriter(sink);
                    new ImageExport(images, ref.image(), version, writer)
                            .exportDiff(
                                    Optional.ofNullable(ref.snapshot()),
                                    from,
                                    wholeObjects,
                                    progress);
                    writer.flush();
                    return null;
                });
    }

    /** Writes an image with all its snapshots and its metadata: {@code rbd image v2}. */
    public CompletableFuture<Void> exportImage(
            ImageName name, ByteSink sink, DoubleConsumer progress) {
        return threads.run(
                "exporting " + name,
                () -> {
                    SinkWriter writer = new SinkWriter(sink);
                    new ImageExport(images, name, DiffVersion.V2, writer).exportAll(progress);
                    writer.flush();
                    return null;
                });
    }

    /**
     * Makes an image's content that of a stream of raw bytes; INVALID if that is longer. What it is
     * too short for becomes zero. If it fails part of it is written.
     */
    public CompletableFuture<Void> importRaw(
            ImageName name, ByteSource source, DoubleConsumer progress) {
        return threads.run(
                "importing " + name,
                () -> {
                    try (OpenDevice device = OpenDevice.of(images, new ImageRef(name, null))) {
                        new RawImport(device.image(), source).run(progress);
                    }
                    return null;
                });
    }

    /**
     * Applies a stream of differences of either version to an image, which gets the size they tell,
     * and the snapshot they lead to. INVALID if the image lacks the snapshot they begin at;
     * ALREADY_EXISTS if it has the other. If it fails later, part of it is written.
     */
    public CompletableFuture<Void> importDiff(
            ImageName name, ByteSource source, DoubleConsumer progress) {
        return threads.run(
                "importing " + name,
                () -> {
                    try (ExistingImage image = new ExistingImage(images, name)) {
                        new StreamImport(source).diff(image, progress);
                    }
                    return null;
                });
    }

    /**
     * Makes a new image of a stream {@code rbd image v2}, with its snapshots and metadata, and
     * those of its features that are offered here. If it fails, the image is removed.
     */
    public CompletableFuture<ImageInfo> importImage(
            ImageName name, ByteSource source, DoubleConsumer progress) {
        return threads.run(
                "importing " + name,
                () -> {
                    NewImage image = new NewImage(images, name);
                    try {
                        new StreamImport(source).image(image, progress);
                        image.close();
                    } catch (RuntimeException failure) {
                        image.remove(failure);
                        throw failure;
                    }
                    return Waiting.join(images.info(name));
                });
    }

    /** Takes no more transfers; those that run go on. */
    @Override
    public void close() {
        threads.close();
    }
}
