package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.ImageException.Reason;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageRef;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An image to which differences are applied. */
final class ExistingImage implements DiffImport.Target, AutoCloseable {

    private final Images images;
    private final ImageName name;
    private @Nullable OpenDevice device;

    ExistingImage(Images images, ImageName name) {
        this.images = images;
        this.name = name;
    }

    @Override
    public void checkSnapshots(Optional<String> from, Optional<String> to) {
        List<String> names =
                Waiting.join(images.info(name)).snapshots().stream().map(Snapshot::name).toList();
        if (from.isPresent() && !names.contains(from.get())) {
            throw new ImageException(
                    Reason.INVALID,
                    "the differences begin at snapshot %s, which image %s does not have"
                            .formatted(from.get(), name));
        }
        if (to.isPresent() && names.contains(to.get())) {
            throw new ImageException(
                    Reason.ALREADY_EXISTS,
                    "the differences lead to snapshot %s, which image %s has already"
                            .formatted(to.get(), name));
        }
    }

    @Override
    public BlockDevice resized(long sizeBytes) {
        OpenDevice opened = device;
        if (opened == null) {
            opened = OpenDevice.of(images, new ImageRef(name, null));
            device = opened;
        }
        if (opened.image().sizeBytes() != sizeBytes) {
            var _ = Waiting.join(images.resize(name, sizeBytes, true));
        }
        return opened.image();
    }

    @Override
    public void applied(Optional<String> to, boolean isProtected) {
        if (to.isEmpty()) {
            return;
        }
        var _ = Waiting.join(images.snapshots().create(name, to.get()));
        if (isProtected) {
            var _ = Waiting.join(images.snapshots().setProtected(name, to.get(), true));
        }
    }

    @Override
    public void close() {
        OpenDevice opened = device;
        if (opened != null) {
            device = null;
            opened.close();
        }
    }
}
