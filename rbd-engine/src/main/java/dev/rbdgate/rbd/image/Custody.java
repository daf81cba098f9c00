package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.AsyncRequestId;
import dev.rbdgate.rbd.notify.OwnerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** How an open image is kept from being changed by two clients at once. */
sealed interface Custody permits SoleCustody, SharedCustody {

    /**
     * Runs maintenance where it may run: here, or by the client that owns the image.
     *
     * @param request what to ask an owner for
     * @param progress of an owner that was asked: the done part, 0 to 1
     * @param here the work itself; the others are told of the change after it
     */
    CompletableFuture<Void> maintain(
            Function<AsyncRequestId, OwnerRequest> request,
            DoubleConsumer progress,
            Supplier<CompletableFuture<Void>> here);

    /**
     * Runs maintenance that no owner can be asked for: this client becomes the owner.
     *
     * @param here the work itself; the others are told of the change after it
     */
    CompletableFuture<Void> own(Supplier<CompletableFuture<Void>> here);

    /** Begins no hand-over any more; completes when none runs. */
    CompletableFuture<Void> stop();

    /** Gives everything back. The image is flushed, no call runs, and none will. */
    CompletableFuture<Void> close();

    /** Leaves the locks as a crash would, so that the next owner takes nothing for granted. */
    CompletableFuture<Void> abandon();
}
