package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.TrashImageSpec;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The record of what is in the trash of a pool and namespace: object {@code rbd_trash}. */
final class TrashDirectory {

    /** States of an entry. */
    static final int NORMAL = 0;

    static final int MOVING = 1;
    static final int REMOVING = 2;
    static final int RESTORING = 3;

    /** The source of what a user has put there. */
    static final int BY_USER = 0;

    /** Entries asked for at once. */
    private static final int PAGE = 1024;

    private TrashDirectory() {}

    /** All entries by image id. */
    static CompletableFuture<SortedMap<String, TrashImageSpec>> list(ObjectContext context) {
        return page(context, "", new TreeMap<>());
    }

    private static CompletableFuture<SortedMap<String, TrashImageSpec>> page(
            ObjectContext context, String startAfter, SortedMap<String, TrashImageSpec> entries) {
        return Operations.ask(
                        context,
                        ImageObjects.TRASH,
                        Calls.ask("trash_list", e -> e.string(startAfter).u64(PAGE)))
                .thenCompose(answers -> {
                    SortedMap<String, TrashImageSpec> found =
                            new Decoder(answers.getFirst()).map(TrashImageSpec::decode);
                    entries.putAll(found);
                    return found.size() < PAGE
                            ? CompletableFuture.completedFuture(entries)
                            : page(context, found.lastKey(), entries);
                })
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(entries)
                                : CompletableFuture.failedFuture(failure));
    }

    /** An entry; ENOENT. */
    static CompletableFuture<TrashImageSpec> get(ObjectContext context, String id) {
        return Operations.ask(
                        context, ImageObjects.TRASH, Calls.ask("trash_get", e -> e.string(id)))
                .thenApply(answers -> TrashImageSpec.decode(new Decoder(answers.getFirst())));
    }

    /** Adds an entry; EEXIST. */
    static CompletableFuture<Void> add(ObjectContext context, String id, TrashImageSpec spec) {
        return Operations.durably(
                context, ImageObjects.TRASH, Calls.rbd("trash_add", e -> e.string(id).add(spec)));
    }

    static CompletableFuture<Void> remove(ObjectContext context, String id) {
        return Operations.absentIsFine(
                Operations.durably(
                        context, ImageObjects.TRASH, Calls.rbd("trash_remove", e -> e.string(id))));
    }

    /** Changes the state of an entry from one that is expected; ESTALE if it has another. */
    static CompletableFuture<Void> setState(
            ObjectContext context, String id, int state, int expected) {
        return Operations.durably(
                context,
                ImageObjects.TRASH,
                Calls.rbd("trash_state_set", e -> e.string(id).u8(state).u8(expected)));
    }
}
