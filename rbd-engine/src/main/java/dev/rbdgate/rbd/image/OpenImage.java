package dev.rbdgate.rbd.image;

import java.util.concurrent.CompletableFuture;

/** An image that was opened once, however many hold it. */
interface OpenImage extends Image {

    /** Ends it, when the last one has closed it. */
    CompletableFuture<Void> shutDown();
}
