package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ChapMapping;
import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Volumes: an image, the target of the same name, a LUN and grants, made and removed in one step.
 * Nothing of its own is stored: a volume is what its parts are.
 */
public final class VolumeAdministration {

    private static final Logger log = LoggerFactory.getLogger(VolumeAdministration.class);

    private final Images engine;
    private final ImageAdministration images;
    private final ServedMapping served;
    private final Luns luns;
    private final Sessions sessions;
    private final SystemStatus system;

    VolumeAdministration(
            Images engine,
            ImageAdministration images,
            ServedMapping served,
            Luns luns,
            Sessions sessions,
            SystemStatus system) {
        this.engine = engine;
        this.images = images;
        this.served = served;
        this.luns = luns;
        this.sessions = sessions;
        this.system = system;
    }

    /** Every volume, by name. */
    public List<VolumeDetails> list() {
        return served.current().targets().values().stream()
                .flatMap(it -> find(it).stream())
                .toList();
    }

    public VolumeDetails get(VolumeName name) {
        return served.current()
                .target(name.iqn())
                .flatMap(this::find)
                .orElseThrow(() -> RefusedException.notFound("there is no volume " + name));
    }

    /** The volume that a target is, if it shows the image of its own name. */
    private Optional<VolumeDetails> find(TargetMapping target) {
        if (!VolumeName.isVolume(target.iqn())) {
            return Optional.empty();
        }
        VolumeName name = VolumeName.ofTarget(target.iqn());
        return target.luns().values().stream()
                .filter(ownImage(name))
                .findFirst()
                .map(lun -> details(name, target, lun));
    }

    private static Predicate<LunMapping> ownImage(VolumeName name) {
        return lun ->
                lun.image().snapshot().isEmpty()
                        && lun.image().namespace().isEmpty()
                        && lun.image().name().equals(name.text());
    }

    private VolumeDetails details(VolumeName name, TargetMapping target, LunMapping lun) {
        return new VolumeDetails(
                name,
                target,
                luns.details(lun),
                system.reachablePortals(target),
                sessions.of(target.iqn()).size());
    }

    /**
     * Makes a volume, the whole of it or nothing; the same one again is no change. An image of that
     * name and size that nothing maps is taken as it is.
     */
    public Result<VolumeDetails> create(String actor, VolumeRequest request) {
        ImageName image = image(request);
        // A first look, so that a request that cannot be fulfilled makes no image.
        if (served.current().target(request.name().iqn()).isPresent()) {
            return new Result<>(present(served.current(), request), false);
        }
        var _ = grants(served.current(), request.name().iqn(), request);
        boolean made = makeImage(actor, image, request.sizeBytes());
        try {
            return served.change(actor, mapping -> decide(mapping, request, image));
        } catch (RuntimeException e) {
            if (made && served.current().target(request.name().iqn()).isEmpty()) {
                undo(actor, image, e);
            }
            throw e;
        }
    }

    private static ImageName image(VolumeRequest request) {
        try {
            return new ImageName(request.pool(), "", request.name().text());
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("pool", String.valueOf(e.getMessage()));
        }
    }

    /** Whether it was made; one that is there must be of this size and used by nobody. */
    private boolean makeImage(String actor, ImageName image, long sizeBytes) {
        Optional<ImageDetails> present = images.find(image);
        if (present.isEmpty()) {
            return images.create(
                            actor,
                            new ImageRequest(
                                    image,
                                    sizeBytes,
                                    Layout.DEFAULT,
                                    Optional.empty(),
                                    Optional.empty()))
                    .created();
        }
        images.checkUnmapped(present.get());
        if (present.get().info().sizeBytes() != sizeBytes) {
            throw RefusedException.conflict(
                    "size",
                    "image %s exists with %s"
                            .formatted(image, ByteSizes.format(present.get().info().sizeBytes())));
        }
        return false;
    }

    private Decision<VolumeDetails> decide(
            Mapping mapping, VolumeRequest request, ImageName imageName) {
        String iqn = request.name().iqn();
        if (mapping.target(iqn).isPresent()) {
            return new Decision.Unchanged<>(present(mapping, request));
        }
        Targets.checkRoom(mapping);
        LunMapping lun =
                luns.opened(
                        TargetMapping.empty(iqn, "", List.of()),
                        MappableImage.find(engine, imageName.toString()));
        SortedMap<Integer, LunMapping> only = new TreeMap<>();
        only.put(lun.lun(), lun);
        TargetMapping target =
                new TargetMapping(
                        iqn, "", List.of(), Optional.empty(), only, grants(mapping, iqn, request));
        return new Decision.Change<>(
                true,
                "volume.create",
                iqn,
                "%s, LUN %d, %s, initiators %s"
                        .formatted(
                                imageName,
                                lun.lun(),
                                ByteSizes.format(request.sizeBytes()),
                                request.initiators()),
                writer -> writer.addTarget(target),
                after -> details(request.name(), Targets.find(after, iqn), lun));
    }

    private static SortedMap<String, GrantMapping> grants(
            Mapping mapping, String iqn, VolumeRequest request) {
        Optional<ChapMapping> chap =
                ChapRequests.checked(
                        request.chap().map(VolumeRequest.Chap::login), Optional.empty());
        SortedMap<String, GrantMapping> grants = new TreeMap<>();
        for (String initiator : request.initiators()) {
            chap.ifPresent(
                    it -> ChapDirections.check(it, ChapDirections.others(mapping, iqn, initiator)));
            grants.put(initiator, new GrantMapping(initiator, List.of(), chap, Optional.empty()));
        }
        return grants;
    }

    /** The volume that is there, if it is the one asked for. */
    private VolumeDetails present(Mapping mapping, VolumeRequest request) {
        TargetMapping target = Targets.find(mapping, request.name().iqn());
        VolumeDetails volume =
                find(target)
                        .filter(it -> it.lun().lun().image().pool().equals(request.pool()))
                        .orElseThrow(() ->
                                RefusedException.conflict(
                                        "name",
                                        "target %s exists and does not show image %s"
                                                .formatted(target.iqn(), image(request))));
        volume.lun()
                .sizeBytes()
                .ifPresent(bytes -> {
                    if (bytes != request.sizeBytes()) {
                        throw RefusedException.conflict(
                                "size",
                                "volume %s exists with %s"
                                        .formatted(request.name(), ByteSizes.format(bytes)));
                    }
                });
        request.initiators().forEach(it -> checkGrant(target, it, request.chap()));
        return volume;
    }

    private static void checkGrant(
            TargetMapping target, String initiator, Optional<VolumeRequest.Chap> chap) {
        GrantMapping grant = target.grants().get(initiator);
        if (grant == null) {
            throw RefusedException.conflict(
                    "initiators",
                    "target %s exists and is not granted to %s; grant it with initiator create"
                            .formatted(target.iqn(), initiator));
        }
        Optional<ChapMapping.Login> present = grant.chap().map(ChapMapping::incoming);
        boolean same =
                present.map(ChapMapping.Login::user).equals(chap.map(VolumeRequest.Chap::user))
                        && chap.flatMap(VolumeRequest.Chap::secret)
                                .map(it ->
                                        present.map(ChapMapping.Login::secret)
                                                .equals(Optional.of(it)))
                                .orElse(true);
        if (!same) {
            throw RefusedException.conflict(
                    "chap",
                    "target %s is granted to %s with other credentials"
                            .formatted(target.iqn(), initiator));
        }
    }

    /** Takes back the image of a volume that was refused afterwards. */
    private void undo(String actor, ImageName image, RuntimeException reason) {
        try {
            var _ = images.delete(actor, image);
        } catch (RuntimeException e) {
            log.warn("Image {} of a volume that was not made stays", image, e);
            reason.addSuppressed(e);
        }
    }

    /**
     * Removes target, LUN, grants and image.
     *
     * @param force although initiators are logged in
     * @return the task that goes on with the image, if it takes longer than a moment
     */
    public Optional<TaskStatus> delete(String actor, VolumeName name, boolean force) {
        VolumeDetails volume = get(name);
        ImageName image = ImageName.parse(volume.lun().lun().image().path());
        Optional<ImageDetails> present = images.find(image);
        present.ifPresent(it -> checkNoOtherUse(it, name));
        var _ = served.change(actor, mapping -> removal(mapping, volume, force));
        return present.flatMap(_ -> images.delete(actor, image));
    }

    private static void checkNoOtherUse(ImageDetails image, VolumeName name) {
        ImageDetails.MappedAt.checkNone(
                image.luns().stream().filter(it -> !it.target().equals(name.iqn())).toList(),
                image.info().name().toString());
        if (!image.info().snapshots().isEmpty()) {
            throw RefusedException.conflict(
                    "",
                    "image %s has %d snapshots; remove them first"
                            .formatted(image.info().name(), image.info().snapshots().size()));
        }
    }

    private Decision<Mapping> removal(Mapping mapping, VolumeDetails volume, boolean force) {
        String iqn = volume.name().iqn();
        TargetMapping target = Targets.find(mapping, iqn);
        if (target.luns().size() != 1) {
            throw RefusedException.conflict(
                    "",
                    "target %s has %d LUNs; remove the others first"
                            .formatted(iqn, target.luns().size()));
        }
        List<String> users = sessions.of(iqn);
        if (!force && !users.isEmpty()) {
            throw RefusedException.conflict(
                    "force",
                    "volume %s is in use by %s; log out there first, or set force"
                            .formatted(volume.name(), String.join(", ", users)));
        }
        return new Decision.Change<>(
                false,
                "volume.delete",
                iqn,
                "with image %s%s"
                        .formatted(
                                volume.lun().lun().image().path(),
                                users.isEmpty() ? "" : ", forced from " + users),
                writer -> writer.removeTarget(iqn),
                after -> after);
    }
}
