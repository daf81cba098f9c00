package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.TrashImageSpec;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/**
 * Images that were put away and can be had back, as {@code rbd trash} keeps them. An image in the
 * trash has its id and all its objects, and no name. Futures fail with {@link ImageException}.
 *
 * <pre>
 *             ┌──move──> MOVING ──> NORMAL ──remove──> REMOVING ──> gone
 * a named image                      │
 *             └<── RESTORING <──restore
 * </pre>
 *
 * What is cut short in between stays in that state, and is finished by asking for it again.
 */
public final class Trash {

    /** Longest deferment: what the entry's seconds can hold, for as long as this is in use. */
    private static final Duration MAX_DEFERMENT = Duration.ofDays(10 * 365L);

    private final Places places;
    private final StoreKind kind;
    private final OpenImages<ImageName, RbdImage> open;
    private final Removal removal;
    private final InstantSource clock;

    Trash(
            Places places,
            StoreKind kind,
            OpenImages<ImageName, RbdImage> open,
            Removal removal,
            InstantSource clock) {
        this.places = places;
        this.kind = kind;
        this.open = open;
        this.removal = removal;
        this.clock = clock;
    }

    /**
     * Puts an image away; IN_USE while it is open here, or locked by another client.
     *
     * @param deferment for this long it is removed only by force
     * @return its entry
     */
    public CompletableFuture<TrashEntry> move(ImageName name, Duration deferment) {
        return Places.guarded(
                "moving %s to the trash".formatted(name),
                () -> {
                    checkDeferment(deferment);
                    return open.exclusively(name, () -> moveClosed(name, deferment));
                });
    }

    private static void checkDeferment(Duration deferment) {
        if (deferment.isNegative() || deferment.compareTo(MAX_DEFERMENT) > 0) {
            throw new ImageException(
                    ImageException.Reason.INVALID,
                    "deferment: must be from 0 to %d days".formatted(MAX_DEFERMENT.toDays()));
        }
    }

    private CompletableFuture<TrashEntry> moveClosed(ImageName name, Duration deferment) {
        ObjectContext context = places.context(name);
        return ImageHeaders.read(context, name)
                .thenCompose(header -> {
                    if (header.format() == HeaderFormat1.FORMAT) {
                        throw new ImageException(
                                ImageException.Reason.UNSUPPORTED,
                                "image %s is of format 1, which cannot be put into the trash"
                                        .formatted(name));
                    }
                    return removal.checkUnused(context, header.id(), name.toString())
                            .thenCompose(_ -> moveAway(context, name, header.id(), deferment));
                });
    }

    private CompletableFuture<TrashEntry> moveAway(
            ObjectContext context, ImageName name, String id, Duration deferment) {
        TrashImageSpec spec =
                new TrashImageSpec(
                        TrashDirectory.BY_USER,
                        name.name(),
                        clock.instant(),
                        clock.instant().plus(deferment),
                        TrashDirectory.MOVING);
        return TrashDirectory.add(context, id, spec)
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.EEXIST)
                                // Of a move that was cut short, whose deferment stands.
                                ? Operations.done()
                                : CompletableFuture.failedFuture(failure))
                .thenCompose(_ -> ImageDirectory.removeName(context, name.name(), id))
                .thenCompose(_ ->
                        TrashDirectory.setState(
                                context, id, TrashDirectory.NORMAL, TrashDirectory.MOVING))
                .thenCompose(_ -> TrashDirectory.get(context, id))
                .thenApply(stored -> TrashEntry.of(id, stored));
    }

    /** What is in the trash, by image id. */
    public CompletableFuture<List<TrashEntry>> list(String pool, String namespace) {
        return Places.guarded(
                "listing the trash of " + pool,
                () ->
                        TrashDirectory.list(places.context(pool, namespace))
                                .thenApply(entries ->
                                        entries.entrySet().stream()
                                                .map(entry ->
                                                        TrashEntry.of(
                                                                entry.getKey(), entry.getValue()))
                                                .toList()));
    }

    /**
     * Gives an image its name back, or another; ALREADY_EXISTS if that is taken.
     *
     * @param newName empty: the one it had
     */
    public CompletableFuture<ImageName> restore(
            String pool, String namespace, String id, String newName) {
        return Places.guarded(
                "restoring image " + id,
                () -> {
                    ObjectContext context = places.context(pool, namespace);
                    return entry(context, id)
                            .thenCompose(spec -> {
                                String name = newName.isEmpty() ? spec.name() : newName;
                                ImageName full = ImageName.checked(pool, namespace, name);
                                return open.exclusively(
                                        full, () -> restore(context, id, spec, full));
                            });
                });
    }

    private static CompletableFuture<TrashImageSpec> entry(ObjectContext context, String id) {
        return TrashDirectory.get(context, id)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.ENOENT)
                                        ? new ImageException(
                                                ImageException.Reason.NOT_FOUND,
                                                "image %s is not in the trash".formatted(id))
                                        : failure));
    }

    private CompletableFuture<ImageName> restore(
            ObjectContext context, String id, TrashImageSpec spec, ImageName name) {
        checkUser(spec, id);
        int state = spec.state();
        if (state == TrashDirectory.REMOVING) {
            throw new ImageException(
                    ImageException.Reason.IN_USE, "image %s is being removed".formatted(id));
        }
        // A move that was cut short is taken back: state MOVING, and the name may still be there.
        return ImageDirectory.clearStaleId(context, kind, name)
                .thenCompose(_ -> ImageDirectory.checkFree(context, name, id))
                .thenCompose(
                        _ -> TrashDirectory.setState(context, id, TrashDirectory.RESTORING, state))
                .thenCompose(_ -> ImageDirectory.addName(context, name, id))
                .thenCompose(_ -> TrashDirectory.remove(context, id))
                .thenApply(_ -> name);
    }

    private static void checkUser(TrashImageSpec spec, String id) {
        TrashEntry.Source source = TrashEntry.of(id, spec).source();
        switch (source) {
            case USER, REMOVING, USER_PARENT -> {}
            case MIRRORING, MIGRATION, UNKNOWN ->
                    throw new ImageException(
                            ImageException.Reason.UNSUPPORTED,
                            "image %s was put into the trash by %s, which has to deal with it"
                                    .formatted(id, source.name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * Removes an image and its objects for ever; IN_USE before its deferment has ended, while it
     * has snapshots, or while it is locked.
     *
     * @param force also before its deferment has ended
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> remove(
            String pool, String namespace, String id, boolean force, DoubleConsumer progress) {
        return Places.guarded(
                "removing image %s from the trash".formatted(id),
                () -> {
                    ObjectContext context = places.context(pool, namespace);
                    return entry(context, id)
                            .thenCompose(spec ->
                                    remove(context, pool, namespace, id, spec, force, progress));
                });
    }

    private CompletableFuture<Void> remove(
            ObjectContext context,
            String pool,
            String namespace,
            String id,
            TrashImageSpec spec,
            boolean force,
            DoubleConsumer progress) {
        checkUser(spec, id);
        if (!force && clock.instant().isBefore(spec.defermentEnd())) {
            throw new ImageException(
                    ImageException.Reason.IN_USE,
                    "image %s is kept until %s; force removes it before"
                            .formatted(id, spec.defermentEnd()));
        }
        if (spec.state() == TrashDirectory.MOVING || spec.state() == TrashDirectory.RESTORING) {
            throw new ImageException(
                    ImageException.Reason.IN_USE,
                    "image %s is being moved to the trash or restored from it; finish that first"
                            .formatted(id));
        }
        return removal.checkRemovable(context, id, id)
                .thenCompose(_ ->
                        TrashDirectory.setState(context, id, TrashDirectory.REMOVING, spec.state()))
                .thenCompose(_ -> removal.remover(context, pool, namespace, id))
                .thenCompose(remover -> remover.removeContent(progress))
                .thenCompose(_ -> TrashDirectory.remove(context, id));
    }

    /**
     * Removes all images whose deferment has ended, one after the other. One that cannot be removed
     * keeps none of the others; it is the failure once they are done.
     *
     * @return the ids of those that were removed
     */
    public CompletableFuture<List<String>> purge(
            String pool, String namespace, DoubleConsumer progress) {
        return list(pool, namespace)
                .thenCompose(entries -> {
                    List<String> expired =
                            entries.stream().filter(this::purgeable).map(TrashEntry::id).toList();
                    return purge(pool, namespace, expired, progress).thenApply(_ -> expired);
                });
    }

    private boolean purgeable(TrashEntry entry) {
        return !clock.instant().isBefore(entry.deferredUntil())
                && (entry.state() == TrashEntry.State.NORMAL
                        || entry.state() == TrashEntry.State.REMOVING);
    }

    private CompletableFuture<Void> purge(
            String pool, String namespace, List<String> ids, DoubleConsumer progress) {
        CompletableFuture<Void> done = Operations.done();
        for (int i = 0; i < ids.size(); i++) {
            int number = i;
            done =
                    Operations.thenAlways(
                            done,
                            () ->
                                    remove(
                                            pool,
                                            namespace,
                                            ids.get(number),
                                            false,
                                            part -> progress.accept((number + part) / ids.size())));
        }
        return done;
    }
}
