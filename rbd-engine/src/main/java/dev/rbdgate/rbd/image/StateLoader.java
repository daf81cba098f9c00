package dev.rbdgate.rbd.image;

import java.util.concurrent.CompletableFuture;

/** Makes of an image's header, as it is now, what requests work with. */
interface StateLoader {

    ImageContexts contexts();

    HeaderAccess access();

    /** Reads the header and makes the state. */
    CompletableFuture<OpenState> load(ObjectStates states);
}
