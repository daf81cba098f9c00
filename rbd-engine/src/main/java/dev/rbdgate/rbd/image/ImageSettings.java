package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.notify.HeaderChannel;
import dev.rbdgate.rbd.notify.Notice;
import dev.rbdgate.rbd.notify.OwnerRequest;
import dev.rbdgate.rbd.store.ObjectContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What of an image can be changed besides its size. Futures fail with {@link ImageException}. */
public final class ImageSettings {

    /** Longest key of a user's metadata, in bytes. */
    public static final int MAX_KEY_BYTES = 1024;

    /** Longest value of a user's metadata, in bytes. */
    public static final int MAX_VALUE_BYTES = 64 << 10;

    /** Keys asked for at once. */
    private static final int PAGE = 64;

    /** Keys that set an option of clients for one image. */
    private static final String OPTION_PREFIX = "conf_";

    private static final Pattern OPTION = Pattern.compile("conf_rbd_[a-z0-9_]+");

    private final Places places;
    private final StoreKind kind;
    private final Openings openings;
    private final OpenImages<ImageRef, SnapshotImage> snapshots;

    ImageSettings(
            Places places,
            StoreKind kind,
            Openings openings,
            OpenImages<ImageRef, SnapshotImage> snapshots) {
        this.places = places;
        this.kind = kind;
        this.openings = openings;
        this.snapshots = snapshots;
    }

    /**
     * Gives an image another name in its pool and namespace. It may be open, as its snapshots may,
     * but for one of format 1, whose header goes by its name: IN_USE. ALREADY_EXISTS.
     */
    public CompletableFuture<Void> rename(ImageName name, String newName) {
        return Places.guarded(
                "renaming " + name,
                () -> {
                    ImageName target = ImageName.checked(name.pool(), name.namespace(), newName);
                    if (target.equals(name)) {
                        return ImageHeaders.find(places.context(name), name).thenApply(_ -> null);
                    }
                    return openings.open()
                            .renaming(name, target, () -> renamer(name, target).rename())
                            .thenRun(() -> tellRenamed(name, target));
                });
    }

    private ImageRenamer renamer(ImageName name, ImageName target) {
        boolean isOpen = openings.open().find(name) != null;
        return new ImageRenamer(places.context(name), kind, name, target, isOpen);
    }

    private void tellRenamed(ImageName name, ImageName target) {
        CompletableFuture<RbdImage> opened = openings.open().find(target);
        if (opened != null) {
            var _ = opened.thenAccept(image -> image.named(target));
        }
        snapshots.renameAll(
                ref -> ref.image().equals(name) ? new ImageRef(target, ref.snapshot()) : ref,
                (snapshot, ref) -> snapshot.named(ref.image()));
    }

    /**
     * A user's metadata of an image, by key. Keys that begin with {@code conf_} set an option for
     * the clients of this image.
     */
    public CompletableFuture<SortedMap<String, String>> metadata(ImageName name) {
        return Places.guarded(
                "metadata of " + name,
                () -> withHeader(name, (context, header) -> page(context, header, "")));
    }

    private <T> CompletableFuture<T> withHeader(
            ImageName name, BiFunction<ObjectContext, String, CompletableFuture<T>> work) {
        ObjectContext context = places.context(name);
        return ImageHeaders.find(context, name)
                .thenCompose(access ->
                        ImageHeaders.read(access, name)
                                .thenCompose(header -> {
                                    requireFormat2(name, header);
                                    return work.apply(context, access.object());
                                }));
    }

    private static void requireFormat2(ImageName name, ImageHeader header) {
        if (header.format() != HeaderFormat2.FORMAT) {
            throw new ImageException(
                    ImageException.Reason.UNSUPPORTED,
                    "image %s is of format 1, which has no metadata and no features"
                            .formatted(name));
        }
    }

    /** All metadata of a header after a key. */
    static CompletableFuture<SortedMap<String, String>> page(
            ObjectContext context, String header, String startAfter) {
        return Operations.ask(
                        context,
                        header,
                        Calls.ask("metadata_list", e -> e.string(startAfter).u64(PAGE)))
                .thenCompose(answers -> {
                    SortedMap<String, String> found = new TreeMap<>();
                    new Decoder(answers.getFirst())
                            .map(Decoder::blob)
                            .forEach((key, value) ->
                                    found.put(key, new String(value, StandardCharsets.UTF_8)));
                    if (found.size() < PAGE) {
                        return CompletableFuture.completedFuture(found);
                    }
                    return page(context, header, found.lastKey())
                            .thenApply(rest -> {
                                found.putAll(rest);
                                return found;
                            });
                });
    }

    /** Sets one key; INVALID if it or the value cannot be. */
    public CompletableFuture<Void> setMetadata(ImageName name, String key, String value) {
        return Places.guarded(
                "metadata of " + name,
                () -> {
                    checkMetadata(key, value);
                    return withHeader(
                            name,
                            (context, header) ->
                                    setMetadata(context, header, Map.of(key, value))
                                            .thenCompose(_ -> tellChanged(context, header)));
                });
    }

    private static CompletableFuture<Void> tellChanged(ObjectContext context, String header) {
        return new HeaderChannel(context, header).tell(new Notice.HeaderUpdate());
    }

    static CompletableFuture<Void> setMetadata(
            ObjectContext context, String header, Map<String, String> values) {
        SortedMap<String, byte[]> encoded = new TreeMap<>();
        values.forEach((key, value) -> encoded.put(key, value.getBytes(StandardCharsets.UTF_8)));
        return Operations.durably(
                context,
                header,
                Calls.rbd("metadata_set", e -> e.map(encoded, (v, bytes) -> v.blob(bytes))));
    }

    /**
     * Does what another client asks of the owner of an image.
     *
     * @param value empty: remove the key
     */
    static CompletableFuture<Void> updateMetadata(
            ImageIo image, String key, Optional<String> value) {
        ObjectContext context = image.contexts().metadata();
        String header = image.access().object();
        if (value.isEmpty()) {
            return Operations.durably(
                    context, header, Calls.rbd("metadata_remove", e -> e.string(key)));
        }
        checkMetadata(key, value.get());
        return setMetadata(context, header, Map.of(key, value.get()));
    }

    static void checkMetadata(String key, String value) {
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes == 0 || keyBytes > MAX_KEY_BYTES) {
            throw invalid("key: must have 1 to %d bytes".formatted(MAX_KEY_BYTES));
        }
        if (key.startsWith(OPTION_PREFIX) && !OPTION.matcher(key).matches()) {
            throw invalid("key: %s names no option; those are conf_rbd_...".formatted(key));
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES) {
            throw invalid("value: must have at most %d bytes".formatted(MAX_VALUE_BYTES));
        }
    }

    /** Removes one key; NOT_FOUND if it is not set. */
    public CompletableFuture<Void> removeMetadata(ImageName name, String key) {
        return Places.guarded(
                "metadata of " + name,
                () ->
                        withHeader(
                                name,
                                (context, header) ->
                                        page(context, header, "")
                                                .thenCompose(values ->
                                                        remove(
                                                                context, header, name, values,
                                                                key))));
    }

    private static CompletableFuture<Void> remove(
            ObjectContext context,
            String header,
            ImageName name,
            SortedMap<String, String> values,
            String key) {
        if (!values.containsKey(key)) {
            throw new ImageException(
                    ImageException.Reason.NOT_FOUND,
                    "image %s has no metadata %s".formatted(name, key));
        }
        return Operations.durably(context, header, Calls.rbd("metadata_remove", e -> e.string(key)))
                .thenCompose(_ -> tellChanged(context, header));
    }

    /**
     * Switches features on; those that are on stay. The object map and fast-diff come together.
     * IN_USE while the image is open here.
     *
     * @param features of exclusive-lock, object-map and fast-diff; INVALID for others
     * @param progress told the done part, 0 to 1, of looking at the image's objects
     */
    public CompletableFuture<ImageInfo> enable(
            ImageName name, Set<Feature> features, DoubleConsumer progress) {
        return Places.guarded(
                "features of " + name,
                () ->
                        openings.alone(
                                name,
                                image ->
                                        change(
                                                image,
                                                features,
                                                true,
                                                progress,
                                                change -> change.enable(features, progress))));
    }

    /**
     * Switches features off; those that are off stay. IN_USE while the image is open here.
     *
     * @param features of exclusive-lock, object-map, fast-diff and deep-flatten; INVALID for others
     */
    public CompletableFuture<ImageInfo> disable(ImageName name, Set<Feature> features) {
        return Places.guarded(
                "features of " + name,
                () ->
                        openings.alone(
                                name,
                                image ->
                                        change(
                                                image,
                                                features,
                                                false,
                                                _ -> {},
                                                change -> change.disable(features))));
    }

    private static CompletableFuture<ImageInfo> change(
            RbdImage image,
            Set<Feature> features,
            boolean enabled,
            DoubleConsumer progress,
            Function<FeatureChange, CompletableFuture<Void>> work) {
        ImageIo io = image.io();
        requireFormat2(io.name(), io.header());
        return image.runAsOwner(
                        id -> new OwnerRequest.UpdateFeatures(Feature.mask(features), enabled, id),
                        progress,
                        () -> Barrier.run(io, () -> work.apply(new FeatureChange(io))))
                .thenCompose(_ -> image.info());
    }

    private static ImageException invalid(String message) {
        return new ImageException(ImageException.Reason.INVALID, message);
    }
}
