package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.rbd.diff.DiffVersion;
import dev.rbdgate.rbd.diff.ImageRecord;
import dev.rbdgate.rbd.diff.ImageStreamEncoder;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.ImageException.Reason;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageRef;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.rbd.image.Striper;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Writes an image as one stream of differences, or with all its snapshots. */
final class ImageExport {

    /** Features that say how an image shall be, not what has become of it. */
    private static final Set<Feature> EXPORTED =
            EnumSet.of(
                    Feature.LAYERING,
                    Feature.STRIPING,
                    Feature.EXCLUSIVE_LOCK,
                    Feature.OBJECT_MAP,
                    Feature.FAST_DIFF,
                    Feature.DEEP_FLATTEN);

    private final Images images;
    private final ImageName name;
    private final DiffVersion version;
    private final SinkWriter sink;

    ImageExport(Images images, ImageName name, DiffVersion version, SinkWriter sink) {
        this.images = images;
        this.name = name;
        this.version = version;
        this.sink = sink;
    }

    void exportAll(DoubleConsumer progress) {
        ImageInfo info = Waiting.join(images.info(name));
        List<Snapshot> snapshots = info.snapshots();
        sink.write(ImageStreamEncoder.encode(head(info)));
        int diffs = snapshots.size() + 1;
        Optional<String> from = Optional.empty();
        for (int i = 0; i < diffs; i++) {
            int number = i;
            Optional<String> to =
                    i < snapshots.size() ? Optional.of(snapshots.get(i).name()) : Optional.empty();
            exportDiff(to, from, false, part -> progress.accept((number + part) / diffs));
            from = to;
        }
    }

    private List<ImageRecord> head(ImageInfo info) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        features.addAll(info.features());
        features.retainAll(EXPORTED);
        List<ImageRecord> records = new ArrayList<>();
        records.add(new ImageRecord.Order(Long.numberOfTrailingZeros(info.objectBytes())));
        records.add(new ImageRecord.Features(Feature.mask(features)));
        records.add(new ImageRecord.StripeUnit(info.stripeUnitBytes()));
        records.add(new ImageRecord.StripeCount(info.stripeCount()));
        if (info.format() == 2) {
            Waiting.join(images.settings().metadata(name))
                    .forEach((key, value) -> records.add(new ImageRecord.Metadata(key, value)));
        }
        records.add(new ImageRecord.Diffs(info.snapshots().size() + 1));
        return records;
    }

    /**
     * @param to the snapshot to write; empty: the head
     * @param from the snapshot to compare with; empty: nothing
     */
    void exportDiff(
            Optional<String> to,
            Optional<String> from,
            boolean wholeObjects,
            DoubleConsumer progress) {
        ImageInfo info = Waiting.join(images.info(name));
        Optional<Snapshot> snapshot = to.map(found -> snapshot(info, "snapshot", found));
        from.map(found -> snapshot(info, "fromSnapshot", found))
                .ifPresent(earlier -> checkOrder(earlier, snapshot));
        DiffExport.Head head =
                new DiffExport.Head(from, to, snapshot.map(Snapshot::isProtected).orElse(false));
        DiffExport export = new DiffExport(sink, version);
        try (OpenDevice now = OpenDevice.of(images, ref(to))) {
            if (from.isEmpty()) {
                long sizeBytes = now.image().sizeBytes();
                export.run(
                        head,
                        now.image(),
                        null,
                        new AllocatedRanges(now.image(), sizeBytes),
                        progress);
                return;
            }
            try (OpenDevice before = OpenDevice.of(images, ref(from))) {
                export.run(
                        head,
                        now.image(),
                        wholeObjects ? null : before.image(),
                        differing(info, now.image(), before.image(), from.get(), to),
                        progress);
            }
        }
    }

    private ImageRef ref(Optional<String> snapshot) {
        @Nullable String snapshotName = snapshot.orElse(null);
        return new ImageRef(name, snapshotName);
    }

    private Snapshot snapshot(ImageInfo info, String field, String wanted) {
        return info.snapshots().stream()
                .filter(snapshot -> snapshot.name().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new ImageException(
                                Reason.NOT_FOUND,
                                "%s: image %s has no snapshot %s".formatted(field, name, wanted)));
    }

    private static void checkOrder(Snapshot from, Optional<Snapshot> to) {
        if (to.isPresent() && from.id() >= to.get().id()) {
            throw new ImageException(
                    Reason.INVALID,
                    "fromSnapshot: %s is not older than %s"
                            .formatted(from.name(), to.get().name()));
        }
    }

    /** Where two versions may differ: by the object maps, or wherever one of them has something. */
    private Iterator<Range> differing(
            ImageInfo info, BlockDevice now, BlockDevice before, String from, Optional<String> to) {
        long sizeBytes = now.sizeBytes();
        Optional<BitSet> changed = Waiting.join(images.objectMaps().changedObjects(name, from, to));
        if (changed.isPresent()) {
            Striper striper =
                    new Striper(info.objectBytes(), info.stripeUnitBytes(), info.stripeCount());
            return new ObjectRanges(striper, changed.get(), sizeBytes);
        }
        return new UnionOfRanges(
                new AllocatedRanges(now, sizeBytes), new AllocatedRanges(before, sizeBytes));
    }
}
