package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the object map of an image whose lock is held, or rebuilds it. A map that is not to be
 * believed is flagged in the header before the lock that says so is broken, and the flag goes only
 * when the rebuilt map is stored: a crash at any point in between leads here again.
 */
final class ObjectMapLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectMapLoader.class);
    private static final long INVALID =
            ImageHeader.OBJECT_MAP_INVALID | ImageHeader.FAST_DIFF_INVALID;

    private final ObjectContext context;
    private final ObjectContext data;
    private final ImageHeader header;
    private final ImageObjects objects;
    private final ObjectNames names;

    ObjectMapLoader(ImageContexts contexts, ImageHeader header) {
        this.context = contexts.metadata();
        this.data = contexts.data();
        this.header = header;
        this.objects = new ImageObjects(header.id());
        this.names = header.names();
    }

    private long flagBits() {
        return header.has(Feature.FAST_DIFF) ? INVALID : ImageHeader.OBJECT_MAP_INVALID;
    }

    /** Flags the map as invalid, before its lock is broken. */
    CompletableFuture<Void> distrust() {
        return setFlags(flagBits(), flagBits());
    }

    private CompletableFuture<Void> setFlags(long flags, long mask) {
        return Operations.durably(
                context, objects.header(), Calls.rbd("set_flags", e -> e.u64(flags).u64(mask)));
    }

    /**
     * @param distrusted whether the stored map is not to be believed
     */
    CompletableFuture<ObjectMap> load(boolean distrusted) {
        CompletableFuture<@Nullable BitVector> stored =
                distrusted || (header.flags() & ImageHeader.OBJECT_MAP_INVALID) != 0
                        ? CompletableFuture.completedFuture(null)
                        : stored();
        return stored.thenCompose(
                        map -> map == null ? rebuild() : CompletableFuture.completedFuture(map))
                .thenApply(map ->
                        new ObjectMap(
                                context, objects.objectMap(), header.has(Feature.FAST_DIFF), map));
    }

    /**
     * The map of a shared image, whose rebuilding is for those who ask for it: one that is not in
     * order is flagged and not used.
     */
    CompletableFuture<ObjectStates> loadOrDistrust() {
        if ((header.flags() & ImageHeader.OBJECT_MAP_INVALID) != 0) {
            return CompletableFuture.completedFuture(ObjectStates.UNKNOWN);
        }
        return stored().thenCompose(map ->
                map == null
                        ? distrust().thenApply(_ -> ObjectStates.UNKNOWN)
                        : CompletableFuture.completedFuture(
                                new ObjectMap(
                                        context,
                                        objects.objectMap(),
                                        header.has(Feature.FAST_DIFF),
                                        map)));
    }

    /** The map if it can be read and is long enough; a longer one is fine. */
    private CompletableFuture<@Nullable BitVector> stored() {
        long needed = header.striper().objects(header.sizeBytes());
        return Operations.ask(context, objects.objectMap(), Calls.ask("object_map_load"))
                .<@Nullable BitVector>thenApply(answers -> {
                    BitVector map = BitVector.decode(new Decoder(answers.getFirst()));
                    return map.size() < needed ? null : map;
                })
                .exceptionally(failure -> {
                    LOG.warn(
                            "object map of image {} cannot be read: {}",
                            header.id(),
                            failure.getMessage());
                    return null;
                });
    }

    private CompletableFuture<BitVector> rebuild() {
        LOG.info("rebuilding the object map of image {}", header.id());
        return data.list(names.prefix())
                .thenApply(this::existing)
                .thenCompose(map ->
                        Operations.durably(
                                        context,
                                        objects.objectMap(),
                                        Calls.assertObjectMapLocked(),
                                        Calls.objectMapSave(map))
                                .thenCompose(_ -> setFlags(0, INVALID))
                                .thenApply(_ -> map));
    }

    private BitVector existing(List<String> found) {
        BitVector map = new BitVector(header.striper().objects(header.sizeBytes()));
        for (String name : found) {
            long object = names.number(name);
            if (object >= 0 && object < map.size()) {
                map.set(object, ObjectState.EXISTS);
            }
        }
        return map;
    }
}
