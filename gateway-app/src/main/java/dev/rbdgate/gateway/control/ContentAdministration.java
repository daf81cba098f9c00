package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.diff.ByteSink;
import dev.rbdgate.rbd.diff.ByteSource;
import dev.rbdgate.rbd.diff.DiffVersion;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageRef;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.rbd.transfer.ChannelStreams;
import dev.rbdgate.rbd.transfer.Transfers;
import dev.rbdgate.scsi.unit.LogicalUnit;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** The content of images as streams. Transfers are tasks while they run, for their progress. */
public final class ContentAdministration implements AutoCloseable {

    private final Images images;
    private final ImageAdministration administration;
    private final ServedMapping served;
    private final Sessions sessions;
    private final Tasks tasks;
    private final AuditTrail audit;
    private final Transfers transfers;

    ContentAdministration(
            Images images,
            ImageAdministration administration,
            ServedMapping served,
            Sessions sessions,
            Tasks tasks,
            AuditTrail audit) {
        this.images = images;
        this.administration = administration;
        this.served = served;
        this.sessions = sessions;
        this.tasks = tasks;
        this.audit = audit;
        transfers = new Transfers(images);
    }

    /** What is to be exported, checked. */
    public record Export(
            ImageRef ref, Optional<String> fromSnapshot, ContentFormat format, long sizeBytes) {}

    /**
     * Checks what is asked for, before anything is written.
     *
     * @param fromSnapshot of a stream of differences: the snapshot to compare with
     */
    public Export export(
            ImageName image,
            Optional<String> snapshot,
            Optional<String> fromSnapshot,
            ContentFormat format) {
        ImageInfo info = Waiting.on(images.info(image));
        Optional<Snapshot> shown = snapshot.map(it -> MappableImage.snapshot(info, it, "snapshot"));
        fromSnapshot.ifPresent(it -> MappableImage.snapshot(info, it, "fromSnapshot"));
        boolean diff = format == ContentFormat.DIFF_V1 || format == ContentFormat.DIFF_V2;
        if (fromSnapshot.isPresent() && !diff) {
            throw RefusedException.invalid(
                    "fromSnapshot", "only differences begin at a snapshot: diff-v1, diff-v2");
        }
        if (snapshot.isPresent() && format == ContentFormat.IMAGE_V2) {
            throw RefusedException.invalid("snapshot", "image-v2 has all snapshots of the image");
        }
        return new Export(
                new ImageRef(image, snapshot.orElse(null)),
                fromSnapshot,
                format,
                shown.map(Snapshot::sizeBytes).orElse(info.sizeBytes()));
    }

    /** Writes an export; blocks until it is whole. */
    public void write(Export export, WritableByteChannel to) {
        ByteSink sink = ChannelStreams.sink(to);
        tasks.runToEnd(
                new Work(
                        "image.export",
                        export.ref().toString(),
                        Optional.of(export.sizeBytes()),
                        progress -> write(export, sinkUntil(progress, sink), progress),
                        () -> {},
                        Work.leavesNothing()));
    }

    private CompletableFuture<Void> write(Export export, ByteSink sink, Progress progress) {
        return switch (export.format()) {
            case RAW -> transfers.exportRaw(export.ref(), sink, progress);
            case DIFF_V1 -> writeDiff(export, DiffVersion.V1, sink, progress);
            case DIFF_V2 -> writeDiff(export, DiffVersion.V2, sink, progress);
            case IMAGE_V2 -> transfers.exportImage(export.ref().image(), sink, progress);
        };
    }

    private CompletableFuture<Void> writeDiff(
            Export export, DiffVersion version, ByteSink sink, Progress progress) {
        return transfers.exportDiff(
                export.ref(), export.fromSnapshot(), version, false, sink, progress);
    }

    /** A stream that fails when the task is to end, which ends the transfer. */
    private static ByteSink sinkUntil(Progress task, ByteSink sink) {
        return piece ->
                task.isCancelled()
                        ? CompletableFuture.failedFuture(new CancellationException())
                        : sink.write(piece);
    }

    private static ByteSource sourceUntil(Progress task, ByteSource source) {
        return piece ->
                task.isCancelled()
                        ? CompletableFuture.failedFuture(new CancellationException())
                        : source.read(piece);
    }

    /**
     * Takes an image's content from a stream; blocks until it is whole. What fails or is cancelled
     * leaves part of it, and no image where it would have made one.
     *
     * @param image which exists, but for {@link ContentFormat#IMAGE_V2}, which makes it
     * @param force also while sessions can reach the image
     */
    public ImageDetails read(
            String actor,
            ImageName image,
            ContentFormat format,
            boolean force,
            ReadableByteChannel from) {
        ByteSource source = ChannelStreams.source(from);
        if (format == ContentFormat.IMAGE_V2) {
            if (administration.find(image).isPresent()) {
                throw RefusedException.conflict("", "image %s already exists".formatted(image));
            }
        } else {
            sessions.checkUnused(Waiting.on(images.info(image)), "", force);
        }
        tasks.runToEnd(
                new Work(
                        "image.import",
                        image.toString(),
                        Optional.empty(),
                        progress -> read(image, format, sourceUntil(progress, source), progress),
                        () -> {},
                        Work.leavesNothing()));
        ImageDetails imported = administration.get(image);
        served.unit(imported.info()).ifPresent(LogicalUnit::contentReplaced);
        audit.note(actor, "image.import", image.toString(), force ? "forced" : "");
        return imported;
    }

    private CompletableFuture<Void> read(
            ImageName image, ContentFormat format, ByteSource source, Progress progress) {
        return switch (format) {
            case RAW -> transfers.importRaw(image, source, progress);
            case DIFF_V1, DIFF_V2 -> transfers.importDiff(image, source, progress);
            case IMAGE_V2 -> transfers.importImage(image, source, progress).thenApply(_ -> null);
        };
    }

    @Override
    public void close() {
        transfers.close();
    }
}
