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
                registration ->
                        new ImageOpener(
                                        places.context(name),
                                        name,
                                        facilities,
                                        kind,
                                        timing,
                                        registration)
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

    /** Of an image that nobody else can open meanwhile, and that the caller ends. */
    private static final class Unregistered implements OpenImages.Registration<ImageName> {
        @Override
        public CompletableFuture<Void> release() {
            return Operations.done();
        }

        @Override
        public void renamed(ImageName name) {
            // It is found by neither name.
        }
    }

    /** Runs work on an image that nobody else here has open; IN_USE if somebody has. */
    <T> CompletableFuture<T> alone(ImageName name, Function<RbdImage, CompletableFuture<T>> work) {
        OpenImages.Registration<ImageName> none = new Unregistered();
        return open.exclusively(
                name,
                () ->
                        new ImageOpener(places.context(name), name, facilities, kind, timing, none)
                                .open()
                                .thenCompose(image ->
                                        Operations.thenAlways(
                                                Operations.done()
                                                        .thenCompose(_ -> work.apply(image)),
                                                image::shutDown)));
    }
}
