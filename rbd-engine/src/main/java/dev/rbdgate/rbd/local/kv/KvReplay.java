package dev.rbdgate.rbd.local.kv;

import dev.rbdgate.rbd.files.StoreFileException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Applies replayed changes to a base, and keeps the first failure. */
final class KvReplay implements Consumer<KvChange> {

    private final KvBase base;
    private @Nullable StoreFileException problem;

    KvReplay(KvBase base) {
        this.base = base;
    }

    @Override
    public void accept(KvChange change) {
        if (problem != null) {
            return;
        }
        try {
            base.apply(change);
        } catch (StoreFileException e) {
            problem = e;
        }
    }

    void throwProblem() throws StoreFileException {
        if (problem != null) {
            throw problem;
        }
    }
}
