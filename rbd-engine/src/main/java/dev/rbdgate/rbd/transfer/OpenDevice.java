package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageRef;
import dev.rbdgate.rbd.image.Images;

/** An image or snapshot that is open for a transfer. */
record OpenDevice(Image image) implements AutoCloseable {

    static OpenDevice of(Images images, ImageRef ref) {
        String snapshot = ref.snapshot();
        return new OpenDevice(
                Waiting.join(
                        snapshot == null
                                ? images.open(ref.image())
                                : images.openSnapshot(ref.image(), snapshot)));
    }

    @Override
    public void close() {
        Waiting.join(image.close());
    }
}
