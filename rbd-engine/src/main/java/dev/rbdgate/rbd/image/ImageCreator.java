package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an image, in librbd's order: directory, id, header, stripes, object map. Each step is
 * durable, and undone if a later one fails.
 */
final class ImageCreator {

    private static final Logger LOG = LoggerFactory.getLogger(ImageCreator.class);

    /** Longest image id. */
    private static final int MAX_ID_LENGTH = 14;

    private final Home home;
    private final ObjectContext context;
    private final ImageSpec spec;
    private final Set<Feature> features;
    private final String id;
    private final Deque<Supplier<CompletableFuture<Void>>> undo = new ArrayDeque<>();

    /**
     * Where an image is made.
     *
     * @param poolId of the image's own pool
     * @param dataPool of the data objects
     * @param data the data pool's default namespace
     * @param context the image's own pool and namespace
     */
    record Home(long poolId, Pool dataPool, ObjectContext data, ObjectContext context) {
        boolean elsewhere() {
            return dataPool.id() != poolId;
        }
    }

    /**
     * @param features as checked
     */
    ImageCreator(Home home, ImageSpec spec, Set<Feature> features, String id) {
        this.home = home;
        this.context = home.context();
        this.spec = spec;
        this.features = features;
        this.id = id;
    }

    /** An id that no image has had: the client's instance id, and chance, in hexadecimal. */
    static String newId(long instanceId, int random) {
        String digits = Long.toHexString(instanceId) + Integer.toHexString(random);
        return digits.substring(Math.max(0, digits.length() - MAX_ID_LENGTH));
    }

    CompletableFuture<Void> create() {
        return validatePool()
                .thenCompose(_ -> addToDirectory())
                .thenCompose(_ -> createId())
                .thenCompose(_ -> createHeader())
                .thenCompose(_ -> setStripes())
                .thenCompose(_ -> createObjectMap())
                .exceptionallyCompose(failure ->
                        undoAll().thenCompose(_ -> CompletableFuture.failedFuture(failure)));
    }

    /**
     * Makes a clone: the id, by which the image is found, comes last, so that nobody sees it
     * without its parent.
     *
     * @param attach makes the new image a clone
     * @param detach undoes that
     */
    CompletableFuture<Void> createClone(
            Supplier<CompletableFuture<Void>> attach, Supplier<CompletableFuture<Void>> detach) {
        return validatePool()
                .thenCompose(_ -> addToDirectory())
                .thenCompose(_ -> createHeader())
                .thenCompose(_ -> setStripes())
                .thenCompose(_ -> createObjectMap())
                .thenCompose(_ -> {
                    undo.push(detach);
                    return attach.get();
                })
                .thenCompose(_ -> createId())
                .exceptionallyCompose(failure ->
                        undoAll().thenCompose(_ -> CompletableFuture.failedFuture(failure)));
    }

    private CompletableFuture<Void> validatePool() {
        return new PoolValidation(home.data(), home.dataPool().name()).run();
    }

    private CompletableFuture<Void> addToDirectory() {
        String name = spec.name().name();
        return step(
                ImageDirectory.add(context, spec.name(), id)
                        .exceptionallyCompose(failure ->
                                CompletableFuture.failedFuture(
                                        StoreErrors.is(failure, Errno.EEXIST)
                                                ? ImageDirectory.alreadyExists(spec.name())
                                                : failure)),
                () ->
                        Operations.durably(
                                context,
                                ImageObjects.DIRECTORY,
                                Calls.rbd("dir_remove_image", e -> e.string(name).string(id))));
    }

    private CompletableFuture<Void> createId() {
        String object = ImageObjects.idOf(spec.name().name());
        return step(
                Operations.durably(
                        context,
                        object,
                        new Step.Create(true),
                        Calls.rbd("set_id", e -> e.string(id))),
                () -> Operations.remove(context, object));
    }

    private CompletableFuture<Void> createHeader() {
        ImageObjects objects = new ImageObjects(id);
        int order = Long.numberOfTrailingZeros(spec.objectBytes());
        return step(
                Operations.durably(
                        context,
                        objects.header(),
                        new Step.Create(true),
                        Calls.rbd(
                                "create",
                                e ->
                                        e.u64(spec.sizeBytes())
                                                .u8(order)
                                                .u64(Feature.mask(features))
                                                .string(dataPrefix())
                                                .u64(
                                                        home.elsewhere()
                                                                ? home.dataPool().id()
                                                                : ImageHeader.NO_DATA_POOL))),
                () -> Operations.remove(context, objects.header()));
    }

    /** Data in another pool also tells whose it is: ids are unique in one pool only. */
    private String dataPrefix() {
        return home.elsewhere()
                ? ImageObjects.DATA_PREFIX + home.poolId() + "." + id
                : new ImageObjects(id).dataPrefix();
    }

    private CompletableFuture<Void> setStripes() {
        if (!features.contains(Feature.STRIPING)) {
            return Operations.done();
        }
        return Operations.durably(
                context,
                new ImageObjects(id).header(),
                Calls.rbd(
                        "set_stripe_unit_count",
                        e -> e.u64(spec.stripeUnitBytes()).u64(spec.stripeCount())));
    }

    private CompletableFuture<Void> createObjectMap() {
        if (!features.contains(Feature.OBJECT_MAP)) {
            return Operations.done();
        }
        String object = new ImageObjects(id).objectMap();
        long objects = SpecCheck.striper(spec).objects(spec.sizeBytes());
        return step(
                Operations.durably(context, object, Calls.objectMapResize(objects)),
                () -> Operations.remove(context, object));
    }

    /** Remembers how to undo a step that has succeeded. */
    private CompletableFuture<Void> step(
            CompletableFuture<Void> done, Supplier<CompletableFuture<Void>> reverse) {
        return done.thenApply(_ -> {
            undo.push(reverse);
            return null;
        });
    }

    private CompletableFuture<Void> undoAll() {
        CompletableFuture<Void> undone = Operations.done();
        for (Supplier<CompletableFuture<Void>> reverse : undo) {
            undone =
                    undone.thenCompose(_ -> reverse.get())
                            .exceptionally(failure -> {
                                LOG.warn(
                                        "image {} could not be made, and not all of it taken back",
                                        spec.name(),
                                        failure);
                                return null;
                            });
        }
        return undone;
    }
}
