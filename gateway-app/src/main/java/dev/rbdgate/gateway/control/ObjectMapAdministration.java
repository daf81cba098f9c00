package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.ObjectMapCheck;
import dev.rbdgate.rbd.image.ObjectMapStates;
import java.util.Optional;

/** What is recorded of the existence of images' objects, and whether it is right. */
public final class ObjectMapAdministration {

    private final Images images;
    private final Tasks tasks;
    private final ImageWork work;

    ObjectMapAdministration(Images images, Tasks tasks, ImageWork work) {
        this.images = images;
        this.tasks = tasks;
        this.work = work;
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
        ImageInfo info = Waiting.on(images.info(image));
        return tasks.run(work.rebuildObjectMap(actor, info), ImageWork.record(actor, info));
    }
}
