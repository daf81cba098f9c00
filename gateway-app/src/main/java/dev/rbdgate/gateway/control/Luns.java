package dev.rbdgate.gateway.control;

import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.RateMapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.config.UsedLun;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** LUNs: which image a target shows under which number. */
public final class Luns {

    private final ServedMapping served;
    private final Images images;

    Luns(ServedMapping served, Images images) {
        this.served = served;
        this.images = images;
    }

    /**
     * A LUN as it is asked for.
     *
     * @param image {@code pool[/namespace]/name[@snapshot]}
     * @param lun empty: the lowest number the target never used
     * @param force reuse a number that initiators may still take for another image
     */
    public record Request(
            String image,
            Optional<Integer> lun,
            boolean readOnly,
            UnitRequest unit,
            boolean force,
            Optional<LimitRequests.Change> limits) {}

    public List<LunDetails> list(String iqn) {
        return of(Targets.find(served.current(), iqn));
    }

    /** The LUNs of a target as they are now. */
    public List<LunDetails> of(TargetMapping target) {
        return target.luns().values().stream().map(this::details).toList();
    }

    public LunDetails get(String iqn, int lun) {
        return details(find(Targets.find(served.current(), iqn), lun));
    }

    LunDetails details(LunMapping lun) {
        return LunDetails.of(lun, served.units());
    }

    /** Maps an image; the same mapping again is no change. */
    public Result<LunDetails> create(String actor, String iqn, Request request) {
        request.lun().ifPresent(Luns::checkNumber);
        return served.change(actor, mapping -> decide(mapping, iqn, request));
    }

    private Decision<LunDetails> decide(Mapping mapping, String iqn, Request request) {
        TargetMapping target = Targets.find(mapping, iqn);
        MappableImage image = MappableImage.find(images, request.image());
        boolean readOnly = request.readOnly() || image.snapshot().isPresent();
        String naa = UnitIdentities.naaText(served.units().identity(image));
        UnitOptions options = options(mapping, naa, request);
        RateMapping limits = limits(mapping, naa, request);
        Optional<LunMapping> present = present(target, request, naa);
        if (present.isPresent()) {
            return same(present.get(), readOnly, options, naa);
        }
        int number = number(target, request, naa);
        LunMapping lun = opened(image, number, readOnly, options, limits);
        return new Decision.Change<>(
                true,
                "lun.create",
                target.iqn() + " LUN " + number,
                "%s, readOnly %s, %s%s"
                        .formatted(
                                image,
                                lun.readOnly(),
                                UnitRequest.text(options),
                                request.force() ? ", forced" : ""),
                writer -> writer.addLun(target.iqn(), lun),
                after -> details(find(Targets.find(after, target.iqn()), number)));
    }

    /** Opens an image as the first LUN of a target about to be made, with the default options. */
    LunMapping opened(TargetMapping target, MappableImage image) {
        return opened(
                image,
                lowestUnused(target, served.store().usedLuns(target.iqn())),
                false,
                UnitOptions.DEFAULT,
                RateMapping.NONE);
    }

    private LunMapping opened(
            MappableImage image,
            int number,
            boolean readOnly,
            UnitOptions options,
            RateMapping limits) {
        served.units().open(image, options);
        UnitIdentity identity = served.units().identity(image);
        return new LunMapping(
                number,
                image.reference(),
                UnitIdentities.naaText(identity),
                identity.serial(),
                readOnly,
                options.blockBytes(),
                options.writeCache(),
                options.removable(),
                options.thinProvisioned(),
                limits);
    }

    /** What the request says, else how the image is mapped already, else the defaults. */
    private static UnitOptions options(Mapping mapping, String naa, Request request) {
        return request.unit()
                .orElse(
                        ServedMapping.mappings(mapping, naa).stream()
                                .findFirst()
                                .map(it -> UnitRequest.options(it.lun()))
                                .orElse(UnitOptions.DEFAULT));
    }

    /** As the unit is limited already: it is one, however often it is mapped. */
    private static RateMapping limits(Mapping mapping, String naa, Request request) {
        Optional<RateMapping> present =
                ServedMapping.mappings(mapping, naa).stream()
                        .findFirst()
                        .map(it -> it.lun().limits());
        RateMapping wanted =
                request.limits()
                        .map(it -> LimitRequests.changed(present.orElse(RateMapping.NONE), it))
                        .orElseGet(() -> present.orElse(RateMapping.NONE));
        if (present.isPresent() && !present.get().equals(wanted)) {
            throw RefusedException.conflict(
                    "limits",
                    "the image is mapped already, with %s; change the limits of that LUN"
                            .formatted(LimitRequests.text(present.get())));
        }
        return wanted;
    }

    /** The LUN that the request may be a repetition of. */
    private static Optional<LunMapping> present(TargetMapping target, Request request, String naa) {
        return request.lun().isPresent()
                ? Optional.ofNullable(target.luns().get(request.lun().get()))
                : target.luns().values().stream().filter(it -> it.naa().equals(naa)).findFirst();
    }

    private Decision<LunDetails> same(
            LunMapping present, boolean readOnly, UnitOptions options, String naa) {
        if (!present.naa().equals(naa)) {
            throw RefusedException.conflict(
                    "lun", "LUN %d is %s".formatted(present.lun(), present.image().path()));
        }
        if (present.readOnly() != readOnly) {
            throw RefusedException.conflict(
                    "readOnly",
                    "%s is LUN %d already, with readOnly %s"
                            .formatted(present.image().path(), present.lun(), present.readOnly()));
        }
        UnitRequest.mustAgree(
                UnitRequest.options(present),
                options,
                "%s is LUN %d".formatted(present.image().path(), present.lun()));
        return new Decision.Unchanged<>(details(present));
    }

    private int number(TargetMapping target, Request request, String naa) {
        if (request.lun().isEmpty()) {
            return lowestUnused(target, served.store().usedLuns(target.iqn()));
        }
        int number = request.lun().get();
        served.store()
                .usedLun(target.iqn(), number)
                .filter(it -> !it.naa().equals(naa))
                .filter(it -> !it.seenBy().isEmpty() && !request.force())
                .ifPresent(it -> {
                    throw RefusedException.conflict(
                            "lun",
                            "LUN %d was another image, which %s may still hold a device for; rescan there, take another number, or set force"
                                    .formatted(number, String.join(", ", it.seenBy())));
                });
        return number;
    }

    private static int lowestUnused(TargetMapping target, List<UsedLun> used) {
        Set<Integer> taken = new HashSet<>(target.luns().keySet());
        used.forEach(it -> taken.add(it.lun()));
        int number = 0;
        while (taken.contains(number)) {
            number++;
        }
        if (number > Limits.MAX_LUN) {
            throw RefusedException.conflict(
                    "lun", "every LUN number of this target was used; name one to use it again");
        }
        return number;
    }

    /**
     * What to change of a LUN.
     *
     * @param limits of its unit, and so of every LUN that shows the same
     */
    public record Patch(Optional<Boolean> readOnly, Optional<LimitRequests.Change> limits) {}

    public LunDetails update(String actor, String iqn, int lun, Patch patch) {
        return served.<LunDetails>change(
                        actor,
                        mapping -> {
                            TargetMapping target = Targets.find(mapping, iqn);
                            LunMapping present = find(target, lun);
                            boolean readOnly = patch.readOnly().orElse(present.readOnly());
                            RateMapping limits =
                                    patch.limits()
                                            .map(it -> LimitRequests.changed(present.limits(), it))
                                            .orElse(present.limits());
                            if (patch.readOnly().isPresent()) {
                                checkWritable(present, readOnly);
                            }
                            return present.readOnly() == readOnly && present.limits().equals(limits)
                                    ? new Decision.Unchanged<>(details(present))
                                    : change(target.iqn(), present, readOnly, limits);
                        })
                .value();
    }

    private Decision<LunDetails> change(
            String iqn, LunMapping present, boolean readOnly, RateMapping limits) {
        int lun = present.lun();
        return new Decision.Change<>(
                false,
                "lun.set",
                iqn + " LUN " + lun,
                "readOnly %s, %s".formatted(readOnly, LimitRequests.text(limits)),
                writer -> {
                    writer.setLunReadOnly(iqn, lun, readOnly);
                    writer.setUnitLimits(present.naa(), limits);
                },
                after -> details(in(after, iqn, lun)));
    }

    private static LunMapping in(Mapping mapping, String iqn, int lun) {
        return find(Targets.find(mapping, iqn), lun);
    }

    private static void checkWritable(LunMapping lun, boolean readOnly) {
        if (!readOnly && lun.image().snapshot().isPresent()) {
            throw RefusedException.invalid(
                    "readOnly",
                    "%s is a snapshot, which does not change".formatted(lun.image().path()));
        }
    }

    /** Unmaps at once: running commands finish, later ones find no LUN. */
    public void delete(String actor, String iqn, int lun) {
        var _ =
                served.change(
                        actor,
                        mapping -> {
                            TargetMapping target = Targets.find(mapping, iqn);
                            LunMapping present = find(target, lun);
                            return new Decision.Change<>(
                                    false,
                                    "lun.delete",
                                    target.iqn() + " LUN " + lun,
                                    present.image().path(),
                                    writer -> writer.removeLun(target.iqn(), lun),
                                    after -> after);
                        });
    }

    private static LunMapping find(TargetMapping target, int lun) {
        LunMapping present = target.luns().get(lun);
        if (present == null) {
            throw RefusedException.notFound("target %s has no LUN %d".formatted(target.iqn(), lun));
        }
        return present;
    }

    static void checkNumber(int lun) {
        if (lun < 0 || lun > Limits.MAX_LUN) {
            throw RefusedException.invalid("lun", "a LUN is 0 to " + Limits.MAX_LUN);
        }
    }
}
