package dev.rbdgate.gateway.control;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.config.MappingStore;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Images: made, looked at, grown, shrunk and deleted. The store is the truth about them. */
public final class ImageAdministration {

    private final Images images;
    private final ObjectStore store;
    private final ServedMapping served;
    private final Sessions sessions;
    private final Tasks tasks;
    private final AuditTrail audit;

    ImageAdministration(
            Images images,
            ObjectStore store,
            ServedMapping served,
            Sessions sessions,
            Tasks tasks,
            AuditTrail audit) {
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
        return details(Waiting.on(images.info(name)));
    }

    /** An image of a list; empty if it was deleted meanwhile. */
    public Optional<ImageDetails> find(ImageName name) {
        try {
            return Optional.of(get(name));
        } catch (RefusedException e) {
            if (e.kind() == RefusedException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private ImageDetails details(ImageInfo info) {
        String naa = UnitIdentities.naaText(served.units().identity(info));
        return new ImageDetails(
                info,
                ServedMapping.mappings(served.current(), naa).stream()
                        .map(it ->
                                new ImageDetails.MappedAt(
                                        it.iqn(), it.lun().lun(), it.lun().readOnly()))
                        .toList());
    }

    /** Makes an image; the same one again is no change. */
    public Result<ImageDetails> create(String actor, ImageRequest request) {
        var spec = request.spec();
        existingPool(request.name().pool(), "pool");
        Optional<ImageDetails> present = find(request.name());
        if (present.isEmpty()) {
            try {
                ImageInfo created = Waiting.on(images.create(spec));
                audit.note(
                        actor,
                        "image.create",
                        request.name().toString(),
                        "%s, objects of %s, %s"
                                .formatted(
                                        ByteSizes.format(spec.sizeBytes()),
                                        ByteSizes.format(spec.objectBytes()),
                                        spec.features()));
                return new Result<>(details(created), true);
            } catch (RefusedException e) {
                if (e.kind() != RefusedException.Kind.CONFLICT) {
                    throw e;
                }
                present = Optional.of(get(request.name()));
            }
        }
        if (!request.matches(present.get().info())) {
            throw RefusedException.conflict(
                    "name",
                    "image %s exists with another size, layout or features"
                            .formatted(request.name()));
        }
        return new Result<>(present.get(), false);
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
        List<String> users =
                sessions.reaching(UnitIdentities.naaText(served.units().identity(before)));
        if (!force && !users.isEmpty()) {
            throw RefusedException.conflict(
                    "size",
                    "%s is in use by %s; log out there first, or set force"
                            .formatted(before.name(), String.join(", ", users)));
        }
    }

    /**
     * Deletes an image.
     *
     * @return the task that goes on with it, if it takes longer than a moment
     */
    public Optional<TaskStatus> delete(String actor, ImageName name) {
        ImageDetails image = get(name);
        if (!image.luns().isEmpty()) {
            ImageDetails.MappedAt first = image.luns().getFirst();
            throw RefusedException.conflict(
                    "",
                    "%s is LUN %d of %s; remove the LUN first"
                            .formatted(name, first.lun(), first.target()));
        }
        return tasks.brieflyOrAsTask(
                "image.delete",
                name.toString(),
                progress -> images.delete(name, progress),
                () ->
                        audit.note(
                                actor,
                                "image.delete",
                                name.toString(),
                                "id " + image.info().id()));
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
