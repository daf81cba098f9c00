package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.rbd.diff.ImageRecord;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.ImageException.Reason;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** An image that is made as its stream tells of it, and removed if that fails. */
final class NewImage implements DiffImport.Target, AutoCloseable {

    /** Entries of metadata that are kept until there is an image to set them on. */
    private static final int MAX_METADATA = 10_000;

    /** Features that an image can be made with here; striping follows from the layout. */
    private static final Set<Feature> TAKEN =
            EnumSet.of(
                    Feature.LAYERING,
                    Feature.EXCLUSIVE_LOCK,
                    Feature.OBJECT_MAP,
                    Feature.FAST_DIFF,
                    Feature.DEEP_FLATTEN);

    private static final int DEFAULT_ORDER = 22;

    private final Images images;
    private final ImageName name;
    private final ExistingImage image;
    private final SortedMap<String, String> metadata = new TreeMap<>();
    private int order = DEFAULT_ORDER;
    private long features = Feature.mask(Feature.DEFAULTS);
    private long stripeUnitBytes;
    private long stripeCount;
    private boolean created;

    NewImage(Images images, ImageName name) {
        this.images = images;
        this.name = name;
        this.image = new ExistingImage(images, name);
    }

    void describe(ImageRecord record) {
        switch (record) {
            case ImageRecord.Order(int value) -> order = value;
            case ImageRecord.Features(long mask) -> features = mask;
            case ImageRecord.StripeUnit(long bytes) -> stripeUnitBytes = bytes;
            case ImageRecord.StripeCount(long objects) -> stripeCount = objects;
            case ImageRecord.Metadata(String key, String value) -> {
                if (metadata.size() == MAX_METADATA) {
                    throw new ImageException(
                            Reason.INVALID, "more than %d metadata".formatted(MAX_METADATA));
                }
                metadata.put(key, value);
            }
            case ImageRecord.Diffs _ -> {}
        }
    }

    private ImageSpec spec(long sizeBytes) {
        Set<Feature> taken = EnumSet.noneOf(Feature.class);
        taken.addAll(Feature.of(features));
        taken.retainAll(TAKEN);
        long objectBytes = 1L << order;
        boolean striped =
                stripeUnitBytes != 0
                        && stripeCount != 0
                        && !(stripeUnitBytes == objectBytes && stripeCount == 1);
        return new ImageSpec(
                name,
                sizeBytes,
                objectBytes,
                striped ? stripeUnitBytes : 0,
                striped ? stripeCount : 0,
                taken);
    }

    @Override
    public void checkSnapshots(Optional<String> from, Optional<String> to) {
        if (created) {
            image.checkSnapshots(from, to);
        } else if (from.isPresent()) {
            throw new ImageException(
                    Reason.INVALID,
                    "the first differences begin at snapshot %s, not at nothing"
                            .formatted(from.get()));
        }
    }

    @Override
    public BlockDevice resized(long sizeBytes) {
        if (!created) {
            var _ = Waiting.join(images.create(spec(sizeBytes)));
            created = true;
            metadata.forEach((key, value) -> {
                var _ = Waiting.join(images.settings().setMetadata(name, key, value));
            });
        }
        return image.resized(sizeBytes);
    }

    @Override
    public void applied(Optional<String> to, boolean isProtected) {
        image.applied(to, isProtected);
    }

    @Override
    public void close() {
        image.close();
    }

    /**
     * Removes what was made.
     *
     * @param failure why; told if that fails too
     */
    void remove(RuntimeException failure) {
        if (!created) {
            return;
        }
        try {
            image.close();
            for (Snapshot snapshot : Waiting.join(images.info(name)).snapshots()) {
                if (snapshot.isProtected()) {
                    var _ =
                            Waiting.join(
                                    images.snapshots().setProtected(name, snapshot.name(), false));
                }
                var _ = Waiting.join(images.snapshots().delete(name, snapshot.name(), _ -> {}));
            }
            var _ = Waiting.join(images.delete(name, _ -> {}));
        } catch (RuntimeException left) {
            failure.addSuppressed(left);
        }
    }
}
