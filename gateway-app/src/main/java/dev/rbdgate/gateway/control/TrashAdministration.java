package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.TrashEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Images that were thrown away and are still there. */
public final class TrashAdministration {

    private final Images images;
    private final ImageAdministration administration;
    private final Tasks tasks;
    private final AuditTrail audit;
    private final ImageWork work;

    TrashAdministration(
            Images images,
            ImageAdministration administration,
            Tasks tasks,
            AuditTrail audit,
            ImageWork work) {
        this.images = images;
        this.administration = administration;
        this.tasks = tasks;
        this.audit = audit;
        this.work = work;
    }

    /**
     * By id, in order.
     *
     * @param namespace empty for the default one
     */
    public List<TrashEntry> list(String pool, String namespace) {
        return Waiting.on(images.trash().list(pool, namespace));
    }

    public TrashEntry get(String pool, String namespace, String id) {
        return list(pool, namespace).stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "the trash of %s has no image with id %s".formatted(pool, id)));
    }

    /**
     * Throws an image away; 409 while it is mapped.
     *
     * @param deferment how long it is kept from being removed
     */
    public TrashEntry move(String actor, ImageName image, Duration deferment) {
        if (deferment.isNegative()) {
            throw RefusedException.invalid("deferment", "the deferment is not negative");
        }
        ImageDetails details = administration.look(image);
        administration.checkUnmapped(details);
        Waiting.on(images.trash().move(image, deferment));
        audit.note(actor, "trash.move", image.toString(), "id " + details.info().id());
        return get(image.pool(), image.namespace(), details.info().id());
    }

    /**
     * Takes an image out of the trash.
     *
     * @param newName empty: the name it had
     */
    public ImageDetails restore(
            String actor, String pool, String namespace, String id, Optional<String> newName) {
        TrashEntry entry = get(pool, namespace, id);
        String name = newName.orElse(entry.name());
        Waiting.on(images.trash().restore(pool, namespace, id, name));
        ImageName image = new ImageName(pool, namespace, name);
        audit.note(actor, "trash.restore", image.toString(), "id " + id);
        return administration.get(image);
    }

    /**
     * Removes an image for good.
     *
     * @param force also before its deferment has ended
     * @return the task that goes on with it, if it takes longer than a moment
     */
    public Optional<TaskStatus> remove(
            String actor, String pool, String namespace, String id, boolean force) {
        TrashEntry entry = get(pool, namespace, id);
        var trashed = new ImageWork.Trashed(pool, namespace, id, entry.name(), force);
        return tasks.brieflyOrAsTask(
                work.removeFromTrash(actor, trashed), ImageWork.record(actor, trashed));
    }
}
