package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentImageSpec;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Loads the state of an image's head. What it was cloned from stays open as long as the image shows
 * it: a snapshot does not change, but for what is below it, see {@link OpenChains}. Used by one
 * thread at a time.
 */
final class HeadLoader implements StateLoader {

    private final ImageContexts contexts;
    private final HeaderAccess access;
    private final SnapshotOpener parents;
    private @Nullable ParentImageSpec openedParent;
    private @Nullable OpenState below;

    HeadLoader(ImageContexts contexts, HeaderAccess access, SnapshotOpener parents) {
        this.contexts = contexts;
        this.access = access;
        this.parents = parents;
    }

    @Override
    public ImageContexts contexts() {
        return contexts;
    }

    @Override
    public HeaderAccess access() {
        return access;
    }

    @Override
    public void forgetParents() {
        openedParent = null;
    }

    @Override
    public CompletableFuture<OpenState> load(ObjectStates states) {
        return access.read().thenCompose(header -> load(header, states));
    }

    CompletableFuture<OpenState> load(ImageHeader header, ObjectStates states) {
        return parent(header).thenApply(_ -> OpenState.head(contexts, header, states, below));
    }

    private CompletableFuture<Void> parent(ImageHeader header) {
        if (header.headOverlap() == 0) {
            openedParent = null;
            below = null;
            return Operations.done();
        }
        ParentImageSpec spec = header.parent().spec();
        if (spec.equals(openedParent)) {
            return Operations.done();
        }
        return parents.open(contexts.metadata(), spec)
                .thenApply(opened -> {
                    openedParent = spec;
                    below = opened;
                    return null;
                });
    }
}
