package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.SnapContext;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * An image as its header tells it.
 *
 * @param sizeBytes of the head
 * @param order binary logarithm of the object size
 * @param features bits of {@link Feature}
 * @param flags bits {@link #OBJECT_MAP_INVALID} and {@link #FAST_DIFF_INVALID}
 * @param stripeUnit bytes; the object size if not striped
 * @param stripeCount 1 if not striped
 */
record ImageHeader(
        String id,
        long sizeBytes,
        int order,
        long features,
        long flags,
        String objectPrefix,
        SnapContext snapContext,
        ParentImageSpec parent,
        Instant created,
        long stripeUnit,
        long stripeCount) {

    static final long OBJECT_MAP_INVALID = 1;
    static final long FAST_DIFF_INVALID = 1L << 1;

    /** What this version does all of. */
    private static final Set<Feature> SUPPORTED =
            EnumSet.of(
                    Feature.LAYERING,
                    Feature.STRIPING,
                    Feature.EXCLUSIVE_LOCK,
                    Feature.OBJECT_MAP,
                    Feature.FAST_DIFF,
                    Feature.DEEP_FLATTEN);

    boolean has(Feature feature) {
        return (features & feature.mask()) != 0;
    }

    long objectBytes() {
        return 1L << order;
    }

    Striper striper() {
        return new Striper(objectBytes(), stripeUnit, stripeCount);
    }

    ImageHeader withSize(long newSizeBytes) {
        return new ImageHeader(
                id,
                newSizeBytes,
                order,
                features,
                flags,
                objectPrefix,
                snapContext,
                parent,
                created,
                stripeUnit,
                stripeCount);
    }

    ImageInfo info(ImageName name, long poolId, long usedBytes) {
        return new ImageInfo(
                name,
                id,
                poolId,
                2,
                sizeBytes,
                usedBytes,
                objectBytes(),
                stripeUnit,
                stripeCount,
                Feature.of(features),
                created);
    }

    /**
     * UNSUPPORTED if the image needs what this version cannot do.
     *
     * @param name what refusals call it
     */
    void checkSupported(Object name) {
        long unsupported = features & ~Feature.mask(SUPPORTED);
        if (unsupported != 0) {
            List<String> names =
                    Feature.of(unsupported).stream().map(Feature::text).sorted().toList();
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "image %s has features that are not supported: %s"
                            .formatted(
                                    name, names.isEmpty() ? Long.toHexString(unsupported) : names));
        }
        if (parent.exists()) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "image %s is a clone, which is not supported".formatted(name));
        }
        if (!snapContext.snaps().isEmpty()) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "image %s has snapshots, which are not supported".formatted(name));
        }
    }

    /**
     * Whether the header is one that an interrupted create has left: striping was to be set after
     * the features, and was not.
     */
    boolean unfinished() {
        return has(Feature.STRIPING) && stripeCount == 1 && stripeUnit == objectBytes();
    }

    /** Reads a header; ENOENT if there is none. */
    static CompletableFuture<ImageHeader> read(ObjectContext context, String id) {
        String object = new ImageObjects(id).header();
        return Operations.ask(
                        context,
                        object,
                        Calls.ask("get_size", e -> e.u64(SnapContext.HEAD)),
                        Calls.ask("get_features", e -> e.u64(SnapContext.HEAD).bool(false)),
                        Calls.ask("get_flags", e -> e.u64(SnapContext.HEAD)),
                        Calls.ask("get_object_prefix"),
                        Calls.ask("get_snapcontext"),
                        Calls.ask("parent_get"),
                        Calls.ask("get_create_timestamp"))
                .thenApply(answers -> decode(id, answers))
                .thenCompose(header ->
                        header.has(Feature.STRIPING)
                                ? withStripes(context, object, header)
                                : CompletableFuture.completedFuture(header));
    }

    private static ImageHeader decode(String id, List<byte[]> answers) {
        Decoder size = new Decoder(answers.get(0));
        int order = size.u8();
        Decoder snaps = new Decoder(answers.get(4));
        long seq = snaps.u64();
        return new ImageHeader(
                id,
                size.u64(),
                order,
                new Decoder(answers.get(1)).u64(),
                new Decoder(answers.get(2)).u64(),
                new Decoder(answers.get(3)).string(),
                new SnapContext(seq, snaps.list(Decoder::u64)),
                ParentImageSpec.decode(new Decoder(answers.get(5))),
                new Decoder(answers.get(6)).time(),
                1L << order,
                1);
    }

    private static CompletableFuture<ImageHeader> withStripes(
            ObjectContext context, String object, ImageHeader header) {
        ReadOperation.Step step = Calls.ask("get_stripe_unit_count");
        return Operations.ask(context, object, step)
                .thenApply(answers -> {
                    Decoder stripes = new Decoder(answers.getFirst());
                    return new ImageHeader(
                            header.id,
                            header.sizeBytes,
                            header.order,
                            header.features,
                            header.flags,
                            header.objectPrefix,
                            header.snapContext,
                            header.parent,
                            header.created,
                            stripes.u64(),
                            stripes.u64());
                });
    }
}
