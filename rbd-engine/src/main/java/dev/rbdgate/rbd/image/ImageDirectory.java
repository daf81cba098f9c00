package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** Which images a pool and namespace have. */
final class ImageDirectory {

    /** Names asked for at once. */
    private static final int PAGE = 1024;

    private ImageDirectory() {}

    /** All names, in order. */
    static CompletableFuture<List<String>> names(ObjectContext context) {
        return page(context, "", new ArrayList<>());
    }

    private static CompletableFuture<List<String>> page(
            ObjectContext context, String startAfter, List<String> names) {
        return Operations.ask(
                        context,
                        ImageObjects.DIRECTORY,
                        Calls.ask("dir_list", e -> e.string(startAfter).u64(PAGE)))
                .thenCompose(answers -> {
                    SortedMap<String, String> found =
                            new Decoder(answers.getFirst()).map(Decoder::string);
                    names.addAll(found.keySet());
                    return found.size() < PAGE
                            ? CompletableFuture.completedFuture(names)
                            : page(context, found.lastKey(), names);
                })
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(names)
                                : CompletableFuture.failedFuture(failure));
    }

    /**
     * The id of an image by its name; ENOENT. Where the directory has the image under another name,
     * a rename was cut short, and this name is none.
     */
    static CompletableFuture<String> id(ObjectContext context, String name) {
        return storedId(context, name)
                .thenCompose(id ->
                        stale(context, name, id)
                                .thenApply(stale -> {
                                    if (stale) {
                                        throw new ObjectStoreException(
                                                Errno.ENOENT, "image " + name + " was renamed");
                                    }
                                    return id;
                                }));
    }

    private static CompletableFuture<String> storedId(ObjectContext context, String name) {
        return Operations.ask(context, ImageObjects.idOf(name), Calls.ask("get_id"))
                .thenApply(answers -> new Decoder(answers.getFirst()).string());
    }

    /** Whether the directory has an image under another name than this. */
    private static CompletableFuture<Boolean> stale(ObjectContext context, String name, String id) {
        return name(context, id)
                .thenApply(listed -> !listed.equals(name))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(false)
                                : CompletableFuture.failedFuture(failure));
    }

    /**
     * Clears away what a rename that was cut short has left of a name, where nobody else can be
     * renaming just now.
     */
    static CompletableFuture<Void> clearStaleId(
            ObjectContext context, StoreKind kind, ImageName name) {
        if (!kind.oneOwner()) {
            return Operations.done();
        }
        return Operations.absentIsFine(
                storedId(context, name.name())
                        .thenCompose(id -> stale(context, name.name(), id))
                        .thenCompose(stale ->
                                stale
                                        ? Operations.remove(context, ImageObjects.idOf(name.name()))
                                        : Operations.done()));
    }

    /** ALREADY_EXISTS if a name is that of another image than this, of either format. */
    static CompletableFuture<Void> checkFree(ObjectContext context, ImageName name, String id) {
        return checkFreeOfFormat2(context, name, id)
                .thenCompose(_ -> checkFreeOfFormat1(context, name));
    }

    static CompletableFuture<Void> checkFreeOfFormat1(ObjectContext context, ImageName name) {
        return ImageHeaders.hasFormat1(context, name)
                .thenAccept(taken -> {
                    if (taken) {
                        throw alreadyExists(name);
                    }
                });
    }

    /** The same for images of format 2, whole or in part. */
    static CompletableFuture<Void> checkFreeOfFormat2(
            ObjectContext context, ImageName name, String id) {
        return checkSame(storedId(context, name.name()), name, id)
                .thenCompose(_ -> checkSame(listedId(context, name.name()), name, id));
    }

    private static CompletableFuture<Void> checkSame(
            CompletableFuture<String> foundId, ImageName name, String id) {
        return Operations.absentIsFine(
                foundId.thenApply(found -> {
                    if (!found.equals(id)) {
                        throw alreadyExists(name);
                    }
                    return null;
                }));
    }

    static ImageException alreadyExists(ImageName name) {
        return new ImageException(
                ImageException.Reason.ALREADY_EXISTS, "image %s already exists".formatted(name));
    }

    /** Gives an image a name that is free; a part of it that is there already is fine. */
    static CompletableFuture<Void> addName(ObjectContext context, ImageName name, String id) {
        return addId(context, name, id).thenCompose(_ -> addToDirectory(context, name, id));
    }

    static CompletableFuture<Void> addId(ObjectContext context, ImageName name, String id) {
        return Operations.durably(
                        context,
                        ImageObjects.idOf(name.name()),
                        new Step.Create(true),
                        Calls.rbd("set_id", e -> e.string(id)))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.EEXIST)
                                ? checkFree(context, name, id)
                                : CompletableFuture.failedFuture(failure));
    }

    private static CompletableFuture<Void> addToDirectory(
            ObjectContext context, ImageName name, String id) {
        return add(context, name, id)
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.EEXIST)
                                ? listedId(context, name.name())
                                        .thenCompose(listed ->
                                                listed.equals(id)
                                                        ? Operations.done()
                                                        : CompletableFuture.failedFuture(failure))
                                : CompletableFuture.failedFuture(failure));
    }

    /** Adds an image to the directory; NOT_FOUND if there is no such namespace. */
    static CompletableFuture<Void> add(ObjectContext context, ImageName name, String id) {
        Step add = Calls.rbd("dir_add_image", e -> e.string(name.name()).string(id));
        if (name.namespace().isEmpty()) {
            return Operations.durably(context, ImageObjects.DIRECTORY, add);
        }
        Step ready = Calls.rbd("dir_state_assert", e -> e.u8(Namespaces.READY));
        return Operations.durably(context, ImageObjects.DIRECTORY, ready, add)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.ENOENT)
                                        ? new ImageException(
                                                ImageException.Reason.NOT_FOUND,
                                                "namespace: %s does not exist in pool %s"
                                                        .formatted(name.namespace(), name.pool()))
                                        : failure));
    }

    /** Takes an image's name away, as far as it is there. */
    static CompletableFuture<Void> removeName(ObjectContext context, String name, String id) {
        return Operations.remove(context, ImageObjects.idOf(name))
                .thenCompose(_ ->
                        Operations.absentIsFine(
                                Operations.durably(
                                        context,
                                        ImageObjects.DIRECTORY,
                                        Calls.rbd(
                                                "dir_remove_image",
                                                e -> e.string(name).string(id)))));
    }

    /** The id as the directory has it, also of an image that is only partly there; ENOENT. */
    static CompletableFuture<String> listedId(ObjectContext context, String name) {
        return Operations.ask(
                        context,
                        ImageObjects.DIRECTORY,
                        Calls.ask("dir_get_id", e -> e.string(name)))
                .thenApply(answers -> new Decoder(answers.getFirst()).string());
    }

    /** The name of an image by its id; ENOENT also of one in the trash. */
    static CompletableFuture<String> name(ObjectContext context, String id) {
        return Operations.ask(
                        context,
                        ImageObjects.DIRECTORY,
                        Calls.ask("dir_get_name", e -> e.string(id)))
                .thenApply(answers -> new Decoder(answers.getFirst()).string());
    }
}
