package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.ObjectMapCheck;
import dev.rbdgate.rbd.image.ObjectMapStates;
import java.util.Optional;

/** What is recorded of the existence of images' objects, and whether it is right. */
public final class ObjectMapAdministration {

    private final Images images;
    private final Tasks tasks;
    private final AuditTrail audit;

    ObjectMapAdministration(Images images, Tasks tasks, AuditTrail audit) {
        this.images = images;
        this.tasks = tasks;
        this.audit = audit;
    }

    /**
     * The state of each object.
     *
     * @param snapshot empty: as of now
     */
    public ObjectMapStates states(ImageName image, Optional<String> snapshot) {
        return Waiting.on(images.objectMaps().states(image, snapshot));
    }

    /** Compares the maps of an image and its snapshots with the objects. */
    public ObjectMapCheck check(ImageName image) {
        return Waiting.on(images.objectMaps().check(image, _ -> {}));
    }

    /**
     * Makes the maps anew from the objects.
     *
     * @return the task that does it
     */
    public TaskStatus rebuild(String actor, ImageName image) {
        return tasks.run(
                new Work(
                        "object-map.rebuild",
                        image.toString(),
                        progress -> images.objectMaps().rebuild(image, progress),
                        () -> audit.note(actor, "object-map.rebuild", image.toString(), "")));
    }
}
