package dev.rbdgate.gateway.control;

import dev.rbdgate.config.LunMapping;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.scsi.unit.LogicalUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Snapshots of images: taken, looked at, renamed, protected, rolled back to and deleted. */
public final class SnapshotAdministration {

    private final Images images;
    private final ServedMapping served;
    private final Sessions sessions;
    private final Tasks tasks;
    private final AuditTrail audit;

    SnapshotAdministration(
            Images images, ServedMapping served, Sessions sessions, Tasks tasks, AuditTrail audit) {
        this.images = images;
        this.served = served;
        this.sessions = sessions;
        this.tasks = tasks;
        this.audit = audit;
    }

    /** Oldest first. */
    public List<SnapshotDetails> list(ImageName image) {
        ImageInfo info = Waiting.on(images.info(image));
        return Waiting.on(images.snapshots().list(image)).stream()
                .map(snapshot -> details(info, snapshot))
                .toList();
    }

    public SnapshotDetails get(ImageName image, String name) {
        return find(image, name)
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "image %s has no snapshot '%s'".formatted(image, name)));
    }

    private Optional<SnapshotDetails> find(ImageName image, String name) {
        return list(image).stream().filter(it -> it.snapshot().name().equals(name)).findFirst();
    }

    private SnapshotDetails details(ImageInfo info, Snapshot snapshot) {
        List<ImageDetails.MappedAt> luns = new ArrayList<>();
        served.current()
                .targets()
                .values()
                .forEach(target ->
                        target.luns().values().stream()
                                .filter(lun -> shows(lun, info, snapshot))
                                .forEach(lun ->
                                        luns.add(
                                                new ImageDetails.MappedAt(
                                                        target.iqn(), lun.lun(), true))));
        return new SnapshotDetails(snapshot, List.copyOf(luns));
    }

    private static boolean shows(LunMapping lun, ImageInfo info, Snapshot snapshot) {
        return lun.image().pool().equals(info.name().pool())
                && lun.image().namespace().equals(info.name().namespace())
                && lun.image().imageId().equals(info.id())
                && lun.image().snapshot().filter(it -> it.id() == snapshot.id()).isPresent();
    }

    /** Takes a snapshot; the same one again is no change. */
    public Result<SnapshotDetails> create(
            String actor, ImageName image, String name, boolean isProtected) {
        Optional<SnapshotDetails> present = find(image, name);
        if (present.isPresent()) {
            return same(present.get(), image, isProtected);
        }
        checkNotErased(image);
        Waiting.on(images.snapshots().create(image, name));
        audit.note(actor, "snapshot.create", image + "@" + name, "");
        if (isProtected) {
            protect(actor, image, name, true);
        }
        return new Result<>(get(image, name), true);
    }

    /** A snapshot would keep what SANITIZE is to make away with. */
    private void checkNotErased(ImageName image) {
        ImageInfo info = Waiting.on(images.info(image));
        if (served.units()
                .unit(UnitIdentities.naaText(served.units().identity(info)))
                .filter(LogicalUnit::isBeingErased)
                .isPresent()) {
            throw RefusedException.conflict(
                    "", "image %s is being erased (SANITIZE or FORMAT UNIT)".formatted(image));
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

    /** Changes what is given; a new name is 409 while the snapshot is mapped. */
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
        checkUnmapped(image, before);
        Waiting.on(images.snapshots().rename(image, name, newName.get()));
        audit.note(actor, "snapshot.rename", image + "@" + name, "to " + newName.get());
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
        SnapshotDetails snapshot = get(image, name);
        checkUnmapped(image, snapshot);
        return tasks.brieflyOrAsTask(
                "snapshot.delete",
                image + "@" + name,
                progress -> images.snapshots().delete(image, name, progress),
                () ->
                        audit.note(
                                actor,
                                "snapshot.delete",
                                image + "@" + name,
                                "id " + snapshot.snapshot().id()));
    }

    private static void checkUnmapped(ImageName image, SnapshotDetails snapshot) {
        if (!snapshot.luns().isEmpty()) {
            ImageDetails.MappedAt first = snapshot.luns().getFirst();
            throw RefusedException.conflict(
                    "",
                    "%s@%s is LUN %d of %s; remove the LUN first"
                            .formatted(
                                    image,
                                    snapshot.snapshot().name(),
                                    first.lun(),
                                    first.target()));
        }
    }

    /**
     * Makes an image what it was at a snapshot.
     *
     * @param force also while sessions can reach the image
     * @return the task that does it
     */
    public TaskStatus rollback(String actor, ImageName image, String name, boolean force) {
        var _ = get(image, name);
        ImageInfo info = Waiting.on(images.info(image));
        List<String> users =
                sessions.reaching(UnitIdentities.naaText(served.units().identity(info)));
        if (!force && !users.isEmpty()) {
            throw RefusedException.conflict(
                    "",
                    "%s is in use by %s; log out there first, or set force"
                            .formatted(image, String.join(", ", users)));
        }
        return tasks.run(
                "snapshot.rollback",
                image + "@" + name,
                progress -> images.snapshots().rollback(image, name, progress),
                () -> {
                    served.contentReplaced(info);
                    audit.note(
                            actor, "snapshot.rollback", image + "@" + name, force ? "forced" : "");
                });
    }
}
