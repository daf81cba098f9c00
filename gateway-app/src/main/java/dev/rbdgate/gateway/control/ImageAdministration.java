package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.CloneSpec;
import dev.rbdgate.rbd.image.CopySpec;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Images: made, looked at, grown, shrunk and deleted. The store is the truth about them. */
public final class ImageAdministration {

    /** What the snapshots that copies are made of begin with. */
    private static final String COPY_SNAPSHOT = "rbdgate-copy-";

    private final Images images;
    private final ObjectStore store;
    private final ServedMapping served;
    private final Sessions sessions;
    private final Tasks tasks;
    private final AuditTrail audit;
    private final ImageWork work;

    ImageAdministration(
            Images images,
            ObjectStore store,
            ServedMapping served,
            Sessions sessions,
            Tasks tasks,
            AuditTrail audit,
            ImageWork work) {
        this.work = work;
        this.images = images;
        this.store = store;
        this.served = served;
        this.sessions = sessions;
        this.tasks = tasks;
        this.audit = audit;
    }

    /**
     * The names of images in order: by pool as configured, then by name.
     *
     * @param pool only this one
     * @param namespace empty for the default one
     */
    public List<ImageName> list(Optional<String> pool, String namespace) {
        List<String> pools =
                pool.map(it -> List.of(existingPool(it, "pool")))
                        .orElse(store.pools().stream().map(ObjectStore.Pool::name).toList());
        List<ImageName> names = new ArrayList<>();
        for (String name : pools) {
            names.addAll(Waiting.on(images.list(name, namespace)));
        }
        return names;
    }

    public ImageDetails get(ImageName name) {
        return look(name).ownedBy(Waiting.on(images.locks().holder(name)));
    }

    /** An image of a list; empty if it was deleted meanwhile. */
    public Optional<ImageDetails> find(ImageName name) {
        try {
            return Optional.of(look(name));
        } catch (RefusedException e) {
            if (e.kind() == RefusedException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** An image without who owns its lock, which takes a question to the store. */
    ImageDetails look(ImageName name) {
        return details(Waiting.on(images.info(name)));
    }

    private ImageDetails details(ImageInfo info) {
        return new ImageDetails(info, served.lunsOf(new MappableImage(info, Optional.empty())));
    }

    /** Makes an image; the same one again is no change. */
    public Result<ImageDetails> create(String actor, ImageRequest request) {
        ImageSpec spec = request.spec();
        existingPool(request.name().pool(), "pool");
        request.dataPool().ifPresent(it -> existingPool(it, "dataPool"));
        return created(
                request.name(),
                () -> images.create(spec),
                request::matches,
                () ->
                        audit.note(
                                actor,
                                "image.create",
                                request.name().toString(),
                                "%s, objects of %s, %s"
                                        .formatted(
                                                ByteSizes.format(spec.sizeBytes()),
                                                ByteSizes.format(spec.objectBytes()),
                                                ImageProperties.names(spec.features()))));
    }

    /** Makes a clone of a snapshot; the same one again is no change. */
    public Result<ImageDetails> create(String actor, CloneRequest request) {
        existingPool(request.name().pool(), "pool");
        existingPool(request.parent().pool(), "from");
        request.dataPool().ifPresent(it -> existingPool(it, "dataPool"));
        ImageInfo parent = Waiting.on(images.info(request.parent()));
        CloneSpec spec = request.spec(parent);
        return created(
                request.name(),
                () -> images.clones().create(spec),
                present -> request.matches(present, parent),
                () ->
                        audit.note(
                                actor,
                                "image.clone",
                                request.name().toString(),
                                "of " + request.from()));
    }

    /** Makes an image, unless it is there: then it has to match. */
    private Result<ImageDetails> created(
            ImageName name,
            Supplier<CompletableFuture<ImageInfo>> create,
            Predicate<ImageInfo> matches,
            Runnable afterwards) {
        Optional<ImageDetails> present = find(name);
        if (present.isEmpty()) {
            try {
                ImageInfo created = Waiting.on(create.get());
                afterwards.run();
                return new Result<>(details(created), true);
            } catch (RefusedException e) {
                present =
                        e.kind() == RefusedException.Kind.CONFLICT ? find(name) : Optional.empty();
                if (present.isEmpty()) {
                    throw e;
                }
            }
        }
        if (!matches.test(present.get().info())) {
            throw RefusedException.conflict(
                    "name",
                    "image %s exists with another size, layout, features or parent"
                            .formatted(name));
        }
        return new Result<>(present.get(), false);
    }

    /**
     * Gives an image another name in its pool and namespace; LUNs that show it go on. One of format
     * 1 is 409 while it is mapped.
     */
    public ImageDetails rename(String actor, ImageName name, String newName) {
        if (newName.equals(name.name())) {
            return get(name);
        }
        ImageName renamed;
        try {
            renamed = new ImageName(name.pool(), name.namespace(), newName);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("name", String.valueOf(e.getMessage()));
        }
        ImageInfo info = Waiting.on(images.info(name));
        Waiting.on(images.settings().rename(name, newName));
        audit.note(actor, "image.rename", name.toString(), "to " + newName);
        served.follow(actor, new MappableImage(info, Optional.empty()).reference().named(newName));
        return get(renamed);
    }

    /** Clones of an image's snapshots. */
    public List<ImageName> children(ImageName name) {
        return Waiting.on(images.clones().children(name, Optional.empty()));
    }

    /**
     * Copies into a clone what it shares with its parent, and parts them.
     *
     * @return the task that does it
     */
    public TaskStatus flatten(String actor, ImageName name) {
        ImageInfo image = Waiting.on(images.info(name));
        if (image.parent().isEmpty()) {
            throw RefusedException.conflict("", "image %s is no clone".formatted(name));
        }
        return tasks.run(work.flatten(actor, image), ImageWork.record(actor, image));
    }

    /**
     * Copies an image, or a snapshot, to an image of its own, which does not depend on it.
     *
     * @param snapshot empty: the image as it is now, by a snapshot that is removed afterwards
     * @return the task that does it
     */
    public TaskStatus copy(
            String actor, ImageName source, Optional<String> snapshot, ImageName copy) {
        ImageInfo image = Waiting.on(images.info(source));
        snapshot.ifPresent(it -> MappableImage.snapshot(image, it, "snapshot"));
        existingPool(copy.pool(), "to");
        if (find(copy).isPresent()) {
            throw RefusedException.conflict("to", "image %s already exists".formatted(copy));
        }
        CopySpec spec =
                new CopySpec(
                        source,
                        snapshot.orElseGet(() -> COPY_SNAPSHOT + UUID.randomUUID()),
                        snapshot.isEmpty(),
                        copy);
        return tasks.run(work.copy(actor, image, spec), ImageWork.record(actor, image, spec));
    }

    /**
     * Changes the capacity.
     *
     * @param force also shrink while sessions can reach the image
     */
    public ImageDetails resize(
            String actor, ImageName name, long sizeBytes, boolean allowShrink, boolean force) {
        ImageRequest.checkSize(sizeBytes);
        ImageInfo before = Waiting.on(images.info(name));
        if (sizeBytes == before.sizeBytes()) {
            return details(before);
        }
        if (sizeBytes < before.sizeBytes()) {
            checkShrink(before, allowShrink, force);
        }
        ImageInfo after = Waiting.on(images.resize(name, sizeBytes, allowShrink));
        audit.note(
                actor,
                "image.resize",
                name.toString(),
                "%s to %s%s"
                        .formatted(
                                ByteSizes.format(before.sizeBytes()),
                                ByteSizes.format(sizeBytes),
                                force ? ", forced" : ""));
        return details(after);
    }

    private void checkShrink(ImageInfo before, boolean allowShrink, boolean force) {
        if (!allowShrink) {
            throw RefusedException.invalid(
                    "allowShrink",
                    "%s has %s; making it smaller cuts off data and needs allowShrink"
                            .formatted(before.name(), ByteSizes.format(before.sizeBytes())));
        }
        sessions.checkUnused(before, "size", force);
    }

    /**
     * Deletes an image.
     *
     * @return the task that goes on with it, if it takes longer than a moment
     */
    public Optional<TaskStatus> delete(String actor, ImageName name) {
        ImageDetails image = look(name);
        checkUnmapped(image);
        return tasks.brieflyOrAsTask(
                work.delete(actor, image.info()), ImageWork.record(actor, image.info()));
    }

    /** Refuses while a LUN shows the image. */
    void checkUnmapped(ImageDetails image) {
        ImageDetails.MappedAt.checkNone(image.luns(), image.info().name().toString());
    }

    private String existingPool(String pool, String field) {
        if (store.pool(pool).isEmpty()) {
            throw RefusedException.notFound(
                    field,
                    "there is no pool '%s'; there are: %s"
                            .formatted(
                                    pool,
                                    String.join(
                                            ", ",
                                            store.pools().stream()
                                                    .map(ObjectStore.Pool::name)
                                                    .toList())));
        }
        return pool;
    }
}
