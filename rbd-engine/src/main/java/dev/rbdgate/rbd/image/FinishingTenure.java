package dev.rbdgate.rbd.image;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A tenure that begins with what the owner before has left half done. */
record FinishingTenure(Ownership.Tenure tenure, Supplier<CompletableFuture<Void>> finishLeftovers)
        implements Ownership.Tenure {

    @Override
    public CompletableFuture<Void> begin() {
        return tenure.begin().thenCompose(_ -> finishLeftovers.get());
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
