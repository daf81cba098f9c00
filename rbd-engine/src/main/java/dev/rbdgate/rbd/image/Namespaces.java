package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The namespaces of a pool: images in one are apart from those in another. Futures fail with {@link
 * ImageException}.
 */
public final class Namespaces {

    /** Names asked for at once. */
    private static final int PAGE = 1024;

    /** States of a namespace's directory of images. */
    static final int READY = 0;

    private static final int ADD_DISABLED = 1;

    private final Places places;

    Namespaces(Places places) {
        this.places = places;
    }

    /** All namespaces of a pool but the default one, in order. */
    public CompletableFuture<List<String>> list(String pool) {
        return Places.guarded(
                "listing namespaces of " + pool,
                () -> page(places.context(pool, ""), "", new ArrayList<>()));
    }

    private static CompletableFuture<List<String>> page(
            ObjectContext context, String startAfter, List<String> names) {
        return Operations.ask(
                        context,
                        ImageObjects.NAMESPACES,
                        Calls.ask("namespace_list", e -> e.string(startAfter).u64(PAGE)))
                .thenCompose(answers -> {
                    List<String> found = new Decoder(answers.getFirst()).list(Decoder::string);
                    names.addAll(found);
                    return found.size() < PAGE
                            ? CompletableFuture.completedFuture(names)
                            : page(context, found.getLast(), names);
                })
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(names)
                                : CompletableFuture.failedFuture(failure));
    }

    /**
     * Makes a namespace; ALREADY_EXISTS. One whose making was cut short is in the list, takes no
     * images, and is finished by making it again.
     */
    public CompletableFuture<Void> create(String pool, String namespace) {
        String what = "creating namespace %s/%s".formatted(pool, namespace);
        return Places.guarded(
                what,
                () -> {
                    checkName(namespace);
                    ObjectContext inside = places.context(pool, namespace);
                    return Operations.durably(
                                    places.context(pool, ""),
                                    ImageObjects.NAMESPACES,
                                    Calls.rbd("namespace_add", e -> e.string(namespace)))
                            .exceptionallyCompose(failure ->
                                    StoreErrors.is(failure, Errno.EEXIST)
                                            ? refuseIfReady(inside, pool, namespace)
                                            : CompletableFuture.failedFuture(failure))
                            .thenCompose(_ -> setState(inside, READY));
                });
    }

    private static void checkName(String namespace) {
        if (!ImageName.validPart(namespace)) {
            throw new ImageException(
                    ImageException.Reason.INVALID,
                    "namespace: a name has 1 to %d characters without '/' and '@'"
                            .formatted(ImageName.MAX_LENGTH));
        }
    }

    private static CompletableFuture<Void> refuseIfReady(
            ObjectContext inside, String pool, String namespace) {
        return Operations.absentIsFine(
                Operations.ask(
                                inside,
                                ImageObjects.DIRECTORY,
                                Calls.ask("dir_state_assert", e -> e.u8(READY)))
                        .thenApply(_ -> {
                            throw new ImageException(
                                    ImageException.Reason.ALREADY_EXISTS,
                                    "namespace %s/%s already exists".formatted(pool, namespace));
                        }));
    }

    private static CompletableFuture<Void> setState(ObjectContext inside, int state) {
        return Operations.durably(
                inside, ImageObjects.DIRECTORY, Calls.rbd("dir_state_set", e -> e.u8(state)));
    }

    /**
     * Removes a namespace; IN_USE while it has images, those in the trash included. From its first
     * step on no image can be made in it. One that was cut short can be asked for again.
     */
    public CompletableFuture<Void> remove(String pool, String namespace) {
        String full = "namespace %s/%s".formatted(pool, namespace);
        return Places.guarded(
                "removing " + full,
                () -> {
                    checkName(namespace);
                    ObjectContext outside = places.context(pool, "");
                    ObjectContext inside = places.context(pool, namespace);
                    return checkListed(outside, namespace, full)
                            .thenCompose(_ -> disable(inside, full))
                            .thenCompose(_ -> checkTrash(inside, full))
                            .thenCompose(_ -> removeRecords(outside, inside, namespace));
                });
    }

    private static CompletableFuture<Void> checkListed(
            ObjectContext outside, String namespace, String full) {
        return page(outside, "", new ArrayList<>())
                .thenApply(names -> {
                    if (!names.contains(namespace)) {
                        throw new ImageException(
                                ImageException.Reason.NOT_FOUND, full + " does not exist");
                    }
                    return null;
                });
    }

    private static CompletableFuture<Void> disable(ObjectContext inside, String full) {
        return Operations.absentIsFine(setState(inside, ADD_DISABLED))
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.EBUSY)
                                        ? inUse(full + " has images")
                                        : failure));
    }

    private static CompletableFuture<Void> checkTrash(ObjectContext inside, String full) {
        return TrashDirectory.list(inside)
                .thenCompose(entries ->
                        entries.isEmpty()
                                ? Operations.done()
                                : setState(inside, READY)
                                        .thenCompose(_ ->
                                                CompletableFuture.failedFuture(
                                                        inUse(full + " has images in its trash"))));
    }

    private static ImageException inUse(String message) {
        return new ImageException(ImageException.Reason.IN_USE, message);
    }

    /** The entry goes last: until then the removal can be asked for again. */
    private static CompletableFuture<Void> removeRecords(
            ObjectContext outside, ObjectContext inside, String namespace) {
        return Operations.remove(inside, ImageObjects.DIRECTORY)
                .thenCompose(_ -> Operations.remove(inside, ImageObjects.TRASH))
                .thenCompose(_ ->
                        Operations.durably(
                                outside,
                                ImageObjects.NAMESPACES,
                                Calls.rbd("namespace_remove", e -> e.string(namespace))));
    }
}
