package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.notify.OwnerRequest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/** Does what other clients ask of the owner of an image. */
final class OwnerWork {

    private final RbdImage image;
    private final StoreKind kind;

    OwnerWork(RbdImage image, StoreKind kind) {
        this.image = image;
        this.kind = kind;
    }

    /**
     * Fails with {@link ImageException}, UNSUPPORTED for what is not offered.
     *
     * @param progress told the done part, 0 to 1
     */
    CompletableFuture<Void> run(OwnerRequest request, DoubleConsumer progress) {
        image.io().header().checkMaintainable(image.name());
        return switch (request) {
            case OwnerRequest.Resize(long sizeBytes, _, boolean allowShrink) ->
                    image.resizeHere(sizeBytes, allowShrink);
            case OwnerRequest.RebuildObjectMap _ -> ObjectMaps.rebuild(image.io(), progress);
            case OwnerRequest.MetadataUpdate(String key, Optional<String> value, _) ->
                    ImageSettings.updateMetadata(image.io(), key, value);
            case OwnerRequest.SnapCreate(String name, SnapNamespace.User _, _, _) ->
                    image.snapshotsHere().create(name);
            case OwnerRequest.SnapRemove(String name, SnapNamespace.User _, _) ->
                    image.snapshotsHere().remove(name, progress);
            case OwnerRequest.SnapRename(long snapId, String newName, SnapNamespace.User _, _) ->
                    image.snapshotsHere().rename(snapId, newName);
            case OwnerRequest.SnapProtect(
                            String name,
                            SnapNamespace.User _,
                            _,
                            boolean isProtected) ->
                    image.snapshotsHere().setProtected(name, isProtected);
            case OwnerRequest.Flatten _ -> image.flattenHere(progress, () -> false);
            case OwnerRequest.Rename(String newName, _) -> rename(newName);
            case OwnerRequest.UpdateFeatures(long features, boolean enabled, _) ->
                    changeFeatures(Feature.of(features), enabled, progress);
            case OwnerRequest.SnapCreate _,
                    OwnerRequest.SnapRemove _,
                    OwnerRequest.SnapRename _,
                    OwnerRequest.SnapProtect _,
                    OwnerRequest.Sparsify _,
                    OwnerRequest.Migrate _,
                    OwnerRequest.Unknown _ ->
                    unsupported(request);
        };
    }

    /** What is open stays open: it learns its name as of any other client's rename. */
    private CompletableFuture<Void> rename(String newName) {
        ImageIo io = image.io();
        ImageName opened = io.name();
        ImageName target = ImageName.checked(opened.pool(), opened.namespace(), newName);
        return ImageDirectory.name(io.contexts().metadata(), image.id())
                .thenCompose(now ->
                        new ImageRenamer(
                                        io.contexts().metadata(),
                                        kind,
                                        opened.renamed(now),
                                        target,
                                        true)
                                .rename());
    }

    private CompletableFuture<Void> changeFeatures(
            Set<Feature> features, boolean enabled, DoubleConsumer progress) {
        return Barrier.run(
                image.io(),
                () -> {
                    FeatureChange change = new FeatureChange(image.io());
                    return enabled ? change.enable(features, progress) : change.disable(features);
                });
    }

    private static CompletableFuture<Void> unsupported(OwnerRequest request) {
        return CompletableFuture.failedFuture(
                new ImageException(
                        ImageException.Reason.UNSUPPORTED,
                        "operation %d is not offered".formatted(request.operation())));
    }
}
