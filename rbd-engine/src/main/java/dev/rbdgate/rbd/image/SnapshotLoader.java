package dev.rbdgate.rbd.image;

import java.util.concurrent.CompletableFuture;

/** Loads the state of a snapshot that is served as a device. */
record SnapshotLoader(
        ImageContexts contexts,
        HeaderAccess access,
        SnapshotOpener opener,
        ImageName name,
        long snapId)
        implements StateLoader {

    /** The states are those of the snapshot, whatever the caller had; NOT_FOUND. */
    @Override
    public CompletableFuture<OpenState> load(ObjectStates states) {
        return access.read().thenCompose(this::load);
    }

    CompletableFuture<OpenState> load(ImageHeader header) {
        return header.snapshot(snapId)
                .map(snapshot -> opener.open(contexts, header, snapshot))
                .orElseThrow(() ->
                        new ImageException(
                                ImageException.Reason.NOT_FOUND,
                                "snapshot %d of %s does not exist".formatted(snapId, name)));
    }
}
