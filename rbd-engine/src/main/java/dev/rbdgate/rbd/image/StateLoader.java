package dev.rbdgate.rbd.image;

import java.util.concurrent.CompletableFuture;

/** Makes of an image's header, as it is now, what requests work with. */
interface StateLoader {

    ImageContexts contexts();

    HeaderAccess access();

    /** What the image was cloned from is read anew with the next load. */
    default void forgetParents() {}

    /** Reads the header and makes the state. */
    CompletableFuture<OpenState> load(ObjectStates states);
}
