package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Object maps of snapshots that were never made: the map is stored before the header tells. */
final class StrayMaps {
    private StrayMaps() {}

    /** Removes them, of an image that nobody else can be making a snapshot of. */
    static CompletableFuture<Void> remove(ImageIo image) {
        ObjectContext context = image.contexts().metadata();
        ImageObjects objects = new ImageObjects(image.header().id());
        Set<String> known =
                image.header().snapshots().stream()
                        .map(SnapMeta::id)
                        .map(objects::objectMap)
                        .collect(Collectors.toSet());
        return context.list(objects.objectMap() + ".")
                .thenCompose(names -> removeAll(context, names, known));
    }

    private static CompletableFuture<Void> removeAll(
            ObjectContext context, List<String> names, Set<String> known) {
        CompletableFuture<Void> removed = Operations.done();
        for (String name : names) {
            if (!known.contains(name)) {
                removed = removed.thenCompose(_ -> Operations.remove(context, name));
            }
        }
        return removed;
    }
}
