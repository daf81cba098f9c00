package dev.rbdgate.rbd.image;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * A tenure that begins with what the owner before has left half done. Only of the one who died as
 * the owner: had another client had the image since, it might have written where a shrink or a
 * rollback was at work.
 */
record FinishingTenure(
        Ownership.Tenure tenure, Function<LongPredicate, CompletableFuture<Void>> finishLeftovers)
        implements Ownership.Tenure {

    @Override
    public CompletableFuture<Void> begin(OptionalLong fromDead) {
        return tenure.begin(fromDead)
                .thenCompose(_ ->
                        finishLeftovers.apply(
                                writer -> fromDead.isPresent() && fromDead.getAsLong() == writer));
    }

    @Override
    public CompletableFuture<Void> end() {
        return tenure.end();
    }

    @Override
    public CompletableFuture<Void> giveMapBack() {
        return tenure.giveMapBack();
    }
}
