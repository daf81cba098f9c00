package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.Timing;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Opens images for operations on them. */
final class Openings {

    private final Places places;
    private final Facilities facilities;
    private final StoreKind kind;
    private final Timing timing;
    private final OpenImages<ImageName, RbdImage> open;

    Openings(
            Places places,
            Facilities facilities,
            StoreKind kind,
            Timing timing,
            OpenImages<ImageName, RbdImage> open) {
        this.places = places;
        this.facilities = facilities;
        this.kind = kind;
        this.timing = timing;
        this.open = open;
    }

    OpenImages<ImageName, RbdImage> open() {
        return open;
    }

    /** Opens an image, or what is open of it once more. */
    CompletableFuture<RbdImage> open(ImageName name) {
        return open.open(
                name,
                release ->
                        new ImageOpener(
                                        places.context(name),
                                        name,
                                        facilities,
                                        kind,
                                        timing,
                                        release)
                                .open());
    }

    /** Runs work on an image, open or opened for it, and closes it afterwards. */
    <T> CompletableFuture<T> with(ImageName name, Function<RbdImage, CompletableFuture<T>> work) {
        return open(name)
                .thenCompose(image ->
                        Operations.thenAlways(
                                Operations.done().thenCompose(_ -> work.apply(image)),
                                image::close));
    }

    /** Runs work on an image that nobody else here has open; IN_USE if somebody has. */
    <T> CompletableFuture<T> alone(ImageName name, Function<RbdImage, CompletableFuture<T>> work) {
        return open.exclusively(
                name,
                () ->
                        new ImageOpener(
                                        places.context(name),
                                        name,
                                        facilities,
                                        kind,
                                        timing,
                                        Operations::done)
                                .open()
                                .thenCompose(image ->
                                        Operations.thenAlways(
                                                Operations.done()
                                                        .thenCompose(_ -> work.apply(image)),
                                                image::shutDown)));
    }
}
