package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the requests of an open image share. */
final class ImageIo {

    private static final Logger LOG = LoggerFactory.getLogger(ImageIo.class);

    private volatile ImageName name;
    private final StateLoader loader;
    private final RequestGate gate = new RequestGate();
    private volatile OpenState state;

    ImageIo(ImageName name, StateLoader loader, OpenState state) {
        this.name = name;
        this.loader = loader;
        this.state = state;
    }

    ImageName name() {
        return name;
    }

    /** Notes the image's name; false if it is as known. */
    boolean rename(ImageName now) {
        boolean other = !now.equals(name);
        name = now;
        return other;
    }

    /** Replaced only while the gate is held for everything: see {@link #refresh}. */
    OpenState state() {
        return state;
    }

    ImageHeader header() {
        return state.header();
    }

    Striper striper() {
        return state.striper();
    }

    ObjectIo objects() {
        return state.objects();
    }

    long sizeBytes() {
        return state.sizeBytes();
    }

    RequestGate gate() {
        return gate;
    }

    ImageContexts contexts() {
        return loader.contexts();
    }

    HeaderAccess access() {
        return loader.access();
    }

    /**
     * Reads the header again and goes on with what it says. Called while the gate is held for
     * everything, after each change of the header.
     */
    CompletableFuture<Void> refresh() {
        return refresh(state.objects().states());
    }

    /** The same, with what the image was cloned from read again too. */
    CompletableFuture<Void> reload() {
        loader.forgetParents();
        return refresh();
    }

    /**
     * @param states of the objects, in place of those so far
     */
    CompletableFuture<Void> refresh(ObjectStates states) {
        return loader.load(states)
                .thenApply(loaded -> {
                    state = loaded;
                    return null;
                });
    }

    /**
     * Reads the header again after it was changed here. If that fails the image takes no more
     * calls: writes that do not know of a snapshot would destroy what it has.
     */
    CompletableFuture<Void> refreshOrShut() {
        return refresh()
                .exceptionallyCompose(failure -> {
                    LOG.error(
                            "the header of image {} cannot be read after a change", name, failure);
                    gate.shut(BlockError.NOT_READY, "the header cannot be read");
                    return CompletableFuture.failedFuture(failure);
                });
    }
}
