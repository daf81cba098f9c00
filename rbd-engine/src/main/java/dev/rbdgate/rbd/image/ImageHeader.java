package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentInfo;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.store.SnapContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An image as its header tells it, of whichever format. Immutable: who changes the header reads it
 * again.
 *
 * @param format 1 or 2
 * @param sizeBytes of the head
 * @param order binary logarithm of the object size
 * @param features bits of {@link Feature}
 * @param operations bits of what maintenance has to know (op_features)
 * @param flags bits {@link #OBJECT_MAP_INVALID} and {@link #FAST_DIFF_INVALID}, of the head
 * @param dataPoolId pool of the data objects; {@link #NO_DATA_POOL}: the image's own
 * @param snapSeq newest snapshot id ever
 * @param snapshots oldest first, those in the trash namespace included
 * @param parent {@link ParentInfo#NONE} if not a clone
 * @param stripeUnit bytes; the object size if not striped
 * @param stripeCount 1 if not striped
 */
record ImageHeader(
        int format,
        String id,
        long sizeBytes,
        int order,
        long features,
        long operations,
        long flags,
        String objectPrefix,
        long dataPoolId,
        long snapSeq,
        List<SnapMeta> snapshots,
        ParentInfo parent,
        Instant created,
        long stripeUnit,
        long stripeCount) {

    static final long OBJECT_MAP_INVALID = 1;
    static final long FAST_DIFF_INVALID = 1L << 1;
    static final long NO_DATA_POOL = -1;

    /** The image is a clone of the second kind (op_features). */
    static final long CLONE_CHILD = 1L << 1;

    /**
     * What maintenance knows how to keep in order (op_features): clones on either side, groups,
     * snapshots that were removed under clones.
     */
    private static final long KNOWN_OPERATIONS = 0xF;

    /** What this version does all of. */
    private static final Set<Feature> SUPPORTED =
            EnumSet.of(
                    Feature.LAYERING,
                    Feature.STRIPING,
                    Feature.EXCLUSIVE_LOCK,
                    Feature.OBJECT_MAP,
                    Feature.FAST_DIFF,
                    Feature.DEEP_FLATTEN,
                    Feature.DATA_POOL,
                    Feature.OPERATIONS);

    /** What does not keep others from reading. */
    private static final Set<Feature> READABLE =
            EnumSet.of(
                    Feature.LAYERING,
                    Feature.STRIPING,
                    Feature.EXCLUSIVE_LOCK,
                    Feature.OBJECT_MAP,
                    Feature.FAST_DIFF,
                    Feature.DEEP_FLATTEN,
                    Feature.JOURNALING,
                    Feature.DATA_POOL,
                    Feature.OPERATIONS,
                    Feature.NON_PRIMARY);

    ImageHeader {
        snapshots = List.copyOf(snapshots);
    }

    boolean has(Feature feature) {
        return (features & feature.mask()) != 0;
    }

    long objectBytes() {
        return 1L << order;
    }

    Striper striper() {
        return new Striper(objectBytes(), stripeUnit, stripeCount);
    }

    ObjectNames names() {
        return new ObjectNames(
                objectPrefix, format == 1 ? ObjectNames.DIGITS_1 : ObjectNames.DIGITS_2);
    }

    /**
     * The snapshots that writes preserve: all but those whose removal has begun and that nobody
     * hangs on.
     */
    SnapContext snapContext() {
        return new SnapContext(
                snapSeq,
                snapshots.reversed().stream()
                        .filter(snap -> !condemned(snap))
                        .map(SnapMeta::id)
                        .toList());
    }

    /** Whether a snapshot is being removed, which whoever finds it finishes. */
    static boolean condemned(SnapMeta snap) {
        return snap.namespace() instanceof SnapNamespace.Trash && snap.childCount() == 0;
    }

    /** A snapshot that users see, by its name. */
    Optional<SnapMeta> snapshot(String name) {
        return snapshots.stream()
                .filter(snap ->
                        snap.namespace() instanceof SnapNamespace.User && snap.name().equals(name))
                .findFirst();
    }

    Optional<SnapMeta> snapshot(long snapId) {
        return snapshots.stream().filter(snap -> snap.id() == snapId).findFirst();
    }

    /** Bytes of the parent that the head shows through; 0 if none. */
    long headOverlap() {
        return parent.exists() ? parent.headOverlap().orElse(0) : 0;
    }

    /** Bytes of the parent that a snapshot shows through; 0 if none. */
    long overlap(SnapMeta snap) {
        return parent.exists() ? snap.parentOverlap().orElse(0) : 0;
    }

    /**
     * UNSUPPORTED if the image cannot be changed by this version.
     *
     * @param name what refusals call it
     */
    void checkSupported(Object name) {
        check(name.toString(), SUPPORTED, "");
    }

    /** UNSUPPORTED if not even reading the image is possible. */
    void checkReadable(String name) {
        check(name, READABLE, " for reading");
    }

    /**
     * UNSUPPORTED if only a newer release knows all that maintenance has to keep in order. I/O goes
     * on, as librbd does it.
     *
     * @param name what refusals call it
     */
    void checkMaintainable(Object name) {
        long unknown = operations & ~KNOWN_OPERATIONS;
        if (has(Feature.OPERATIONS) && unknown != 0) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "image %s uses operations of a newer release (bits %x): it is read and written, and otherwise left alone"
                            .formatted(name, unknown));
        }
    }

    private void check(String name, Set<Feature> supported, String what) {
        long unsupported = features & ~Feature.mask(supported);
        if (unsupported != 0) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "image %s has features that are not supported%s: %s"
                            .formatted(name, what, reasons(unsupported)));
        }
    }

    private static String reasons(long unsupported) {
        Set<Feature> known = Feature.of(unsupported);
        List<String> reasons =
                new ArrayList<>(known.stream().map(ImageHeader::reason).sorted().toList());
        long unknown = unsupported & ~Feature.mask(known);
        if (unknown != 0) {
            reasons.add("those of a newer release (bits %x)".formatted(unknown));
        }
        return String.join("; ", reasons);
    }

    /** Why a feature is in the way, and what ends that. */
    private static String reason(Feature feature) {
        String why =
                switch (feature) {
                    case JOURNALING ->
                            "writes would have to go to a journal first; disable it with rbd";
                    case MIGRATING -> "commit or abort the migration with rbd";
                    case NON_PRIMARY ->
                            "it mirrors an image of another cluster; promote it with rbd";
                    case DIRTY_CACHE ->
                            "writes are in a client's persistent cache alone; flush it with that client";
                    case LAYERING,
                            STRIPING,
                            EXCLUSIVE_LOCK,
                            OBJECT_MAP,
                            FAST_DIFF,
                            DEEP_FLATTEN,
                            DATA_POOL,
                            OPERATIONS ->
                            "";
                };
        return why.isEmpty() ? feature.text() : "%s (%s)".formatted(feature.text(), why);
    }

    /**
     * Whether the header is one that an interrupted create has left: striping was to be set after
     * the features, and was not.
     */
    boolean unfinished() {
        return has(Feature.STRIPING) && stripeCount == 1 && stripeUnit == objectBytes();
    }
}
