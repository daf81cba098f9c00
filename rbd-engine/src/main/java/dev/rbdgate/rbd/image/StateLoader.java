package dev.rbdgate.rbd.image;

import java.util.concurrent.CompletableFuture;

/** Reads an image's header and makes of it what requests work with. */
final class StateLoader {

    private final ImageContexts contexts;
    private final HeaderAccess access;

    StateLoader(ImageContexts contexts, HeaderAccess access) {
        this.contexts = contexts;
        this.access = access;
    }

    ImageContexts contexts() {
        return contexts;
    }

    HeaderAccess access() {
        return access;
    }

    /** The state as the header has it now. */
    CompletableFuture<OpenState> load(ObjectStates states) {
        return access.read().thenCompose(header -> load(header, states));
    }

    CompletableFuture<OpenState> load(ImageHeader header, ObjectStates states) {
        return CompletableFuture.completedFuture(OpenState.head(contexts, header, states));
    }
}
