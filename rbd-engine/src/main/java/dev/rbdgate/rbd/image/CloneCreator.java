package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ChildImageSpec;
import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/**
 * Makes what turns a new image into a clone: the parent in its header, its place in the register,
 * the parent's metadata. All that comes before the clone can be opened by its name.
 */
final class CloneCreator {

    /** Metadata entries copied at once. */
    private static final int PAGE = 64;

    private final ObjectContext home;
    private final ObjectContext parentHome;
    private final HeaderAccess parentAccess;
    private final CloneSpec spec;
    private final CloneRegistry registry;
    private final CloneKind kind;
    private final ParentImageSpec parent;
    private final ChildImageSpec child;
    private final long sizeBytes;

    /**
     * @param home of the clone
     * @param sizeBytes of the snapshot
     */
    CloneCreator(
            ObjectContext home,
            ObjectContext parentHome,
            HeaderAccess parentAccess,
            CloneSpec spec,
            CloneRegistry registry,
            CloneKind kind,
            ParentImageSpec parent,
            ChildImageSpec child,
            long sizeBytes) {
        this.home = home;
        this.parentHome = parentHome;
        this.parentAccess = parentAccess;
        this.spec = spec;
        this.registry = registry;
        this.kind = kind;
        this.parent = parent;
        this.child = child;
        this.sizeBytes = sizeBytes;
    }

    /** What the clone of a snapshot is as an image; INVALID and UNSUPPORTED. */
    static ImageSpec imageSpec(
            CloneSpec spec, ImageHeader parent, SnapMeta snapshot, CloneKind kind) {
        String from = spec.parent() + "@" + spec.snapshot();
        if (parent.format() == 1 || !parent.has(Feature.LAYERING)) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "from: %s has no layering".formatted(spec.parent()));
        }
        parent.checkReadable(spec.parent().toString());
        if (kind == CloneKind.FIRST && snapshot.protection() != SnapMeta.PROTECTED) {
            throw new ImageException(
                    ImageException.Reason.INVALID,
                    "from: snapshot %s must be protected first".formatted(from));
        }
        if (kind == CloneKind.FIRST && !spec.name().namespace().equals(spec.parent().namespace())) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "from: %s is in another namespace, which clones of the first kind cannot be"
                            .formatted(from));
        }
        long objectBytes = spec.objectBytes().orElse(parent.objectBytes());
        boolean striped = parent.has(Feature.STRIPING) && objectBytes == parent.objectBytes();
        boolean given = spec.stripeUnitBytes().isPresent() || spec.stripeCount().isPresent();
        long unit = striped && !given ? parent.stripeUnit() : spec.stripeUnitBytes().orElse(0);
        long count = striped && !given ? parent.stripeCount() : spec.stripeCount().orElse(0);
        ImageSpec image =
                new ImageSpec(
                        spec.name(),
                        snapshot.imageSize(),
                        objectBytes,
                        unit,
                        count,
                        spec.features().orElseGet(() -> inherited(parent)));
        return spec.dataPool().map(image::withDataPool).orElse(image);
    }

    private static Set<Feature> inherited(ImageHeader parent) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.DEFAULTS) {
            if (parent.has(feature)) {
                features.add(feature);
            }
        }
        return features;
    }

    CompletableFuture<Void> attach() {
        String header = new ImageObjects(child.imageId()).header();
        return Operations.durably(
                        home, header, Calls.rbd("parent_attach", e -> e.add(parent).u64(sizeBytes)))
                .thenCompose(_ ->
                        kind == CloneKind.SECOND
                                ? Operations.durably(
                                        home,
                                        header,
                                        Calls.rbd(
                                                "op_features_set",
                                                e ->
                                                        e.u64(ImageHeader.CLONE_CHILD)
                                                                .u64(ImageHeader.CLONE_CHILD)))
                                : Operations.done())
                .thenCompose(_ -> registry.attach(kind, home, parent, child))
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.ENOENT) ? gone() : failure))
                .thenCompose(_ -> checkStillProtected())
                .thenCompose(_ -> copyMetadata(""));
    }

    private ImageException gone() {
        return new ImageException(
                ImageException.Reason.NOT_FOUND,
                "from: snapshot %s@%s was removed meanwhile"
                        .formatted(spec.parent(), spec.snapshot()));
    }

    CompletableFuture<Void> detach() {
        return registry.detach(kind, home, parent, child);
    }

    /**
     * Who unprotects looks for clones after it has made more impossible: so do we, the other way.
     */
    private CompletableFuture<Void> checkStillProtected() {
        if (kind == CloneKind.SECOND) {
            return Operations.done();
        }
        return parentAccess
                .read()
                .thenAccept(header -> {
                    boolean holds =
                            header.snapshot(parent.snapId())
                                    .map(snap -> snap.protection() == SnapMeta.PROTECTED)
                                    .orElse(false);
                    if (!holds) {
                        throw gone();
                    }
                });
    }

    private CompletableFuture<Void> copyMetadata(String startAfter) {
        return Operations.ask(
                        parentHome,
                        parentAccess.object(),
                        Calls.ask("metadata_list", e -> e.string(startAfter).u64(PAGE)))
                .thenCompose(answers -> {
                    SortedMap<String, byte[]> found =
                            new Decoder(answers.getFirst()).map(Decoder::blob);
                    if (found.isEmpty()) {
                        return Operations.done();
                    }
                    return Operations.durably(
                                    home,
                                    new ImageObjects(child.imageId()).header(),
                                    Calls.rbd(
                                            "metadata_set",
                                            e -> e.map(found, (value, bytes) -> value.blob(bytes))))
                            .thenCompose(_ ->
                                    found.size() < PAGE
                                            ? Operations.done()
                                            : copyMetadata(found.lastKey()));
                });
    }
}
