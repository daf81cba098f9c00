package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.notify.OwnerRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/** Does what other clients ask of the owner of an image. */
final class OwnerWork {

    private final RbdImage image;

    OwnerWork(RbdImage image) {
        this.image = image;
    }

    /**
     * Fails with {@link ImageException}, UNSUPPORTED for what is not offered.
     *
     * @param progress told the done part, 0 to 1
     */
    CompletableFuture<Void> run(OwnerRequest request, DoubleConsumer progress) {
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
            case OwnerRequest.Flatten _ -> image.flattenHere(progress);
            case OwnerRequest.SnapCreate _,
                    OwnerRequest.SnapRemove _,
                    OwnerRequest.SnapRename _,
                    OwnerRequest.SnapProtect _,
                    OwnerRequest.Rename _,
                    OwnerRequest.UpdateFeatures _,
                    OwnerRequest.Sparsify _,
                    OwnerRequest.Migrate _,
                    OwnerRequest.Unknown _ ->
                    unsupported(request);
        };
    }

    private static CompletableFuture<Void> unsupported(OwnerRequest request) {
        return CompletableFuture.failedFuture(
                new ImageException(
                        ImageException.Reason.UNSUPPORTED,
                        "operation %d is not offered".formatted(request.operation())));
    }
}
