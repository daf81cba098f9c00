package dev.rbdgate.scsi.reservation;

import java.util.concurrent.CompletableFuture;

/** Carries out what a transition means for other nexuses. */
@FunctionalInterface
public interface ReservationEffects {

    /**
     * Raises the unit attentions and aborts the commands that the transition names. Called once for
     * each transition, in order, after all nexuses see the new state.
     *
     * @return completes when the aborted commands have ended
     */
    CompletableFuture<Void> apply(ReserveOutRequest request, Transition transition);
}
