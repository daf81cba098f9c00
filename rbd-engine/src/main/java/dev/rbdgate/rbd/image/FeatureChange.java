package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/**
 * Switches features of an image that was opened for this alone. Object maps are flagged invalid
 * before they are made or removed, so that whoever opens the image after a crash rebuilds them.
 */
final class FeatureChange {

    private static final Set<Feature> MUTABLE =
            EnumSet.of(Feature.EXCLUSIVE_LOCK, Feature.OBJECT_MAP, Feature.FAST_DIFF);

    /** An object map without fast-diff is of no use, and librbd keeps them together. */
    private static final Set<Feature> PAIR = EnumSet.of(Feature.OBJECT_MAP, Feature.FAST_DIFF);

    private static final long INVALID =
            ImageHeader.OBJECT_MAP_INVALID | ImageHeader.FAST_DIFF_INVALID;

    private final ImageIo image;
    private final ObjectContext context;
    private final ImageObjects objects;
    private final Set<Feature> present;

    FeatureChange(ImageIo image) {
        this.image = image;
        this.context = image.contexts().metadata();
        this.objects = new ImageObjects(image.header().id());
        this.present = Feature.of(image.header().features());
    }

    CompletableFuture<Void> enable(Set<Feature> asked, DoubleConsumer progress) {
        check(asked, MUTABLE, "enabled");
        EnumSet<Feature> wanted = withPair(asked);
        wanted.removeAll(present);
        if (wanted.isEmpty()) {
            return Operations.done();
        }
        if (wanted.contains(Feature.OBJECT_MAP)) {
            require(
                    present.contains(Feature.EXCLUSIVE_LOCK)
                            || wanted.contains(Feature.EXCLUSIVE_LOCK),
                    "features: object-map needs exclusive-lock");
            SpecCheck.checkObjectMap(image.striper(), image.sizeBytes());
        }
        boolean maps = wanted.contains(Feature.OBJECT_MAP) || wanted.contains(Feature.FAST_DIFF);
        CompletableFuture<Void> flagged = maps ? setFlagsOfAll(INVALID) : Operations.done();
        return flagged.thenCompose(_ -> setFeatures(Feature.mask(wanted), Feature.mask(wanted)))
                .thenCompose(_ -> image.refresh())
                .thenCompose(_ ->
                        maps
                                ? new ObjectMapRebuild(image.contexts(), image.header())
                                        .makeAll(progress)
                                : Operations.done());
    }

    CompletableFuture<Void> disable(Set<Feature> asked) {
        EnumSet<Feature> allowed = EnumSet.copyOf(MUTABLE);
        allowed.add(Feature.DEEP_FLATTEN);
        check(asked, allowed, "disabled");
        EnumSet<Feature> unwanted = withPair(asked);
        unwanted.retainAll(present);
        if (unwanted.isEmpty()) {
            return Operations.done();
        }
        require(
                !unwanted.contains(Feature.EXCLUSIVE_LOCK)
                        || !present.contains(Feature.OBJECT_MAP)
                        || unwanted.contains(Feature.OBJECT_MAP),
                "features: object-map needs exclusive-lock; disable both");
        boolean maps = unwanted.contains(Feature.OBJECT_MAP);
        CompletableFuture<Void> removed =
                maps ? setFlagsOfAll(INVALID).thenCompose(_ -> removeMaps()) : Operations.done();
        return removed.thenCompose(_ -> setFeatures(0, Feature.mask(unwanted)))
                .thenCompose(_ -> maps ? setFlagsOfAll(0) : Operations.done())
                .thenCompose(_ -> image.refresh(ObjectStates.UNKNOWN));
    }

    private static EnumSet<Feature> withPair(Set<Feature> asked) {
        EnumSet<Feature> features = EnumSet.noneOf(Feature.class);
        features.addAll(asked);
        if (asked.stream().anyMatch(PAIR::contains)) {
            features.addAll(PAIR);
        }
        return features;
    }

    private static void check(Set<Feature> asked, Set<Feature> allowed, String done) {
        for (Feature feature : asked) {
            if (feature == Feature.JOURNALING) {
                throw new ImageException(
                        ImageException.Reason.UNSUPPORTED, "features: journaling is not supported");
            }
            require(
                    allowed.contains(feature),
                    "features: %s cannot be %s".formatted(feature.text(), done));
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new ImageException(ImageException.Reason.INVALID, message);
        }
    }

    private CompletableFuture<Void> setFeatures(long features, long mask) {
        return Operations.durably(
                context,
                objects.header(),
                Calls.rbd("set_features", e -> e.u64(features).u64(mask)));
    }

    /** Of the head and all snapshots. */
    private CompletableFuture<Void> setFlagsOfAll(long flags) {
        List<Step> steps = new ArrayList<>();
        steps.add(Calls.rbd("set_flags", e -> e.u64(flags).u64(INVALID)));
        for (SnapMeta snap : image.header().snapshots()) {
            steps.add(Calls.rbd("set_flags", e -> e.u64(flags).u64(INVALID).u64(snap.id())));
        }
        return Operations.durably(context, objects.header(), steps.toArray(Step[]::new));
    }

    private CompletableFuture<Void> removeMaps() {
        CompletableFuture<Void> removed = Operations.done();
        for (SnapMeta snap : image.header().snapshots()) {
            removed =
                    removed.thenCompose(
                            _ -> Operations.remove(context, objects.objectMap(snap.id())));
        }
        return removed.thenCompose(_ -> Operations.remove(context, objects.objectMap()));
    }
}
