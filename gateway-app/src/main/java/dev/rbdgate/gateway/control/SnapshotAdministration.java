package dev.rbdgate.gateway.control;

import dev.rbdgate.config.SnapshotReference;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.scsi.unit.LogicalUnit;
import java.util.List;
import java.util.Optional;

/** Snapshots of images: taken, looked at, renamed, protected, rolled back to and deleted. */
public final class SnapshotAdministration {

    private final Images images;
    private final ServedMapping served;
    private final Sessions sessions;
    private final Tasks tasks;
    private final AuditTrail audit;
    private final ImageWork work;

    SnapshotAdministration(
            Images images,
            ServedMapping served,
            Sessions sessions,
            Tasks tasks,
            AuditTrail audit,
            ImageWork work) {
        this.images = images;
        this.served = served;
        this.sessions = sessions;
        this.tasks = tasks;
        this.audit = audit;
        this.work = work;
    }

    /** Oldest first. */
    public List<SnapshotDetails> list(ImageName image) {
        ImageInfo info = Waiting.on(images.info(image));
        return info.snapshots().stream().map(snapshot -> details(info, snapshot)).toList();
    }

    public SnapshotDetails get(ImageName image, String name) {
        ImageInfo info = Waiting.on(images.info(image));
        return details(info, MappableImage.snapshot(info, name, ""));
    }

    private SnapshotDetails details(ImageInfo info, Snapshot snapshot) {
        return new SnapshotDetails(
                snapshot, served.lunsOf(new MappableImage(info, Optional.of(snapshot))));
    }

    /** Takes a snapshot; the same one again is no change. */
    public Result<SnapshotDetails> create(
            String actor, ImageName image, String name, boolean isProtected) {
        ImageInfo info = Waiting.on(images.info(image));
        Optional<Snapshot> present =
                info.snapshots().stream().filter(it -> it.name().equals(name)).findFirst();
        if (present.isPresent()) {
            return same(details(info, present.get()), image, isProtected);
        }
        checkNotErased(info);
        Waiting.on(images.snapshots().create(image, name));
        audit.note(actor, "snapshot.create", image + "@" + name, "");
        if (isProtected) {
            protect(actor, image, name, true);
        }
        return new Result<>(get(image, name), true);
    }

    /** A snapshot would keep what SANITIZE is to make away with. */
    private void checkNotErased(ImageInfo image) {
        if (served.unit(image).filter(LogicalUnit::isBeingErased).isPresent()) {
            throw RefusedException.conflict(
                    "",
                    "image %s is being erased (SANITIZE or FORMAT UNIT)".formatted(image.name()));
        }
    }

    private static Result<SnapshotDetails> same(
            SnapshotDetails present, ImageName image, boolean isProtected) {
        if (present.snapshot().isProtected() != isProtected) {
            throw RefusedException.conflict(
                    "protected",
                    "snapshot %s@%s exists and is %sprotected"
                            .formatted(
                                    image,
                                    present.snapshot().name(),
                                    present.snapshot().isProtected() ? "" : "not "));
        }
        return new Result<>(present, false);
    }

    /** Changes what is given; LUNs that show the snapshot go on under its new name. */
    public SnapshotDetails update(
            String actor,
            ImageName image,
            String name,
            Optional<String> newName,
            Optional<Boolean> isProtected) {
        SnapshotDetails before = get(image, name);
        isProtected
                .filter(it -> it != before.snapshot().isProtected())
                .ifPresent(it -> protect(actor, image, name, it));
        if (newName.filter(it -> !it.equals(name)).isEmpty()) {
            return get(image, name);
        }
        Waiting.on(images.snapshots().rename(image, name, newName.get()));
        audit.note(actor, "snapshot.rename", image + "@" + name, "to " + newName.get());
        ImageInfo info = Waiting.on(images.info(image));
        served.follow(
                actor,
                new MappableImage(info, Optional.of(before.snapshot()))
                        .reference()
                        .withSnapshot(
                                new SnapshotReference(newName.get(), before.snapshot().id())));
        return get(image, newName.get());
    }

    private void protect(String actor, ImageName image, String name, boolean isProtected) {
        Waiting.on(images.snapshots().setProtected(image, name, isProtected));
        audit.note(
                actor,
                isProtected ? "snapshot.protect" : "snapshot.unprotect",
                image + "@" + name,
                "");
    }

    /**
     * Deletes a snapshot.
     *
     * @return the task that goes on with it, if it takes longer than a moment
     */
    public Optional<TaskStatus> delete(String actor, ImageName image, String name) {
        ImageInfo info = Waiting.on(images.info(image));
        Snapshot snapshot = MappableImage.snapshot(info, name, "");
        checkUnmapped(image, details(info, snapshot));
        return tasks.brieflyOrAsTask(
                work.deleteSnapshot(actor, info, snapshot),
                ImageWork.record(actor, info, snapshot));
    }

    private static void checkUnmapped(ImageName image, SnapshotDetails snapshot) {
        ImageDetails.MappedAt.checkNone(snapshot.luns(), image + "@" + snapshot.snapshot().name());
    }

    /**
     * Makes an image what it was at a snapshot.
     *
     * @param force also while sessions can reach the image
     * @return the task that does it
     */
    public TaskStatus rollback(String actor, ImageName image, String name, boolean force) {
        ImageInfo info = Waiting.on(images.info(image));
        var _ = MappableImage.snapshot(info, name, "");
        sessions.checkUnused(info, "", force);
        return tasks.run(
                new Work(
                        "snapshot.rollback",
                        image + "@" + name,
                        progress -> images.snapshots().rollback(image, name, progress),
                        () -> {
                            served.unit(info).ifPresent(LogicalUnit::contentReplaced);
                            audit.note(
                                    actor,
                                    "snapshot.rollback",
                                    image + "@" + name,
                                    force ? "forced" : "");
                        }));
    }
}
