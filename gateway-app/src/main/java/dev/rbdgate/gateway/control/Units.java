package dev.rbdgate.gateway.control;

import dev.rbdgate.block.LimitTimer;
import dev.rbdgate.block.RateLimits;
import dev.rbdgate.block.Throttle;
import dev.rbdgate.config.ImageReference;
import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.scsi.copy.CopyManager;
import dev.rbdgate.scsi.provisioning.SpaceLevel;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logical units of the mapped images: one per image, however often it is mapped. A unit whose
 * image cannot be opened exists, answers NOT READY, and is retried with back-off.
 *
 * <p>Thread-safe. Futures of the engine complete on its threads, so nothing here blocks under the
 * lock.
 */
final class Units {

    private static final Logger log = LoggerFactory.getLogger(Units.class);

    /** The pause before the first retry; it doubles up to {@link #LONGEST_RETRY}. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private static final String SHUT_OUT =
            "another client has taken the image over and shut this gateway out of the store";

    private final Images images;
    private final String storeId;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final SessionDropper sessionDropper;
    private final LimitTimer limitTimer = new LimitTimer("lun-limits");
    private final CopyCounters copies = new CopyCounters();
    private final CopyManager copyManager = new CopyManager(copies);
    private final Map<String, MappedUnit> byNaa = new HashMap<>();
    private volatile Consumer<ImageReference> follower = _ -> {};

    /** Guarded by this. */
    private SpaceLevel space = SpaceLevel.NONE;

    /** Closes the sessions that reach a unit; completes when none of their commands runs. */
    @FunctionalInterface
    interface SessionDropper {
        CompletableFuture<Void> drop(String naa, String reason);
    }

    Units(
            Images images,
            String storeId,
            ScheduledExecutorService timer,
            Clock clock,
            SessionDropper sessionDropper) {
        this.sessionDropper = sessionDropper;
        this.images = images;
        this.storeId = storeId;
        this.timer = timer;
        this.clock = clock;
    }

    /** Tells of mapped images, and snapshots, that have another name now. */
    void onRenamed(Consumer<ImageReference> told) {
        follower = told;
    }

    CopyCounters copies() {
        return copies;
    }

    UnitIdentity identity(ImageInfo info) {
        return UnitIdentities.of(storeId, info);
    }

    UnitIdentity identity(MappableImage image) {
        return UnitIdentities.of(storeId, image);
    }

    /**
     * Makes sure that an image about to be mapped is open. The unit goes away again with the next
     * {@link #retain} that does not name it.
     *
     * @throws RefusedException if the image cannot be opened, or is mapped with other options
     */
    void open(MappableImage mappable, UnitOptions options) {
        UnitIdentity identity = identity(mappable);
        String naa = UnitIdentities.naaText(identity);
        synchronized (this) {
            MappedUnit known = byNaa.get(naa);
            if (known != null) {
                UnitRequest.mustAgree(known.options(), options, mappable + " is served");
            }
            if (known != null && known.isReady()) {
                return;
            }
        }
        ImageReference reference = mappable.reference();
        Image image = Waiting.on(MappedImage.openNamed(images, reference));
        attachNew(reference, options, identity, naa, image);
    }

    /** Called with the lock held. */
    private MappedUnit newUnit(
            ImageReference reference, UnitOptions options, UnitIdentity identity) {
        LogicalUnit unit = new LogicalUnit(identity, options, copyManager);
        unit.spaceIs(space);
        return new MappedUnit(
                reference, options, unit, new Throttle(System::nanoTime, limitTimer::schedule));
    }

    /** Tells all units what is left of the store. */
    void spaceIs(SpaceLevel now) {
        List<LogicalUnit> units;
        synchronized (this) {
            space = now;
            units = byNaa.values().stream().map(MappedUnit::unit).toList();
        }
        // Outside of the lock: unit attentions are raised here.
        units.forEach(unit -> unit.spaceIs(now));
    }

    /** Has the limits of mapped units be as the mapping says. */
    void limit(Mapping mapping) {
        mapping.targets().values().stream()
                .flatMap(target -> target.luns().values().stream())
                .forEach(lun -> limit(lun.naa(), LimitRequests.rates(lun.limits())));
    }

    private void limit(String naa, RateLimits limits) {
        Throttle throttle;
        synchronized (this) {
            MappedUnit unit = byNaa.get(naa);
            if (unit == null || unit.throttle().limits().equals(limits)) {
                return;
            }
            throttle = unit.throttle();
        }
        // Outside of the lock: what waits goes on here.
        throttle.change(limits);
    }

    /** What limits do to units that have, or had, some. */
    synchronized List<UnitThrottle> throttles() {
        return byNaa.values().stream()
                .filter(unit -> !unit.throttle().isOpen() || unit.throttle().delayed() > 0)
                .map(unit -> UnitThrottle.of(unit.image(), unit.throttle()))
                .toList();
    }

    private void attachNew(
            ImageReference reference,
            UnitOptions options,
            UnitIdentity identity,
            String naa,
            Image image) {
        boolean surplus;
        boolean other = !MappedImage.isSame(image, reference);
        MappedUnit unit;
        synchronized (this) {
            unit =
                    other
                            ? null
                            : byNaa.computeIfAbsent(
                                    naa, _ -> newUnit(reference, options, identity));
            surplus = unit == null || !attach(naa, unit, image);
        }
        if (surplus) {
            closeQuietly(image);
        }
        if (other) {
            throw RefusedException.conflict(
                    "image", reference.path() + " was replaced by another one meanwhile");
        }
        if (unit != null) {
            Waiting.on(unit.unit().ready());
        }
    }

    /** Takes in a mapping of the database; its image is opened in the background. */
    CompletableFuture<Void> adopt(LunMapping lun) {
        MappedUnit unit;
        synchronized (this) {
            if (byNaa.containsKey(lun.naa())) {
                return CompletableFuture.completedFuture(null);
            }
            UnitOptions options = UnitRequest.options(lun);
            UnitIdentity identity =
                    UnitIdentities.recorded(lun.naa(), lun.serial(), lun.image().path());
            unit = newUnit(lun.image(), options, identity);
            unit.throttle().change(LimitRequests.rates(lun.limits()));
            byNaa.put(lun.naa(), unit);
        }
        return tryToOpen(lun.naa(), unit);
    }

    private CompletableFuture<Void> tryToOpen(String naa, MappedUnit unit) {
        ImageReference reference = unit.image();
        return MappedImage.find(images, reference)
                .handle((found, failure) -> {
                    if (failure != null) {
                        retryLater(
                                naa, unit, String.valueOf(Waiting.refusal(failure).getMessage()));
                    } else {
                        follow(unit, reference, found.reference());
                        attachFound(naa, unit, found.image());
                    }
                    return null;
                })
                .thenCompose(_ -> readyIfOpen(unit));
    }

    private synchronized CompletableFuture<Void> readyIfOpen(MappedUnit unit) {
        return unit.isReady() ? unit.unit().ready() : CompletableFuture.completedFuture(null);
    }

    private void attachFound(String naa, MappedUnit unit, Image image) {
        boolean wanted;
        boolean wasMissing;
        synchronized (this) {
            wasMissing = unit.problem(naa).isPresent();
            wanted = byNaa.get(naa) == unit && attach(naa, unit, image);
        }
        if (!wanted) {
            closeQuietly(image);
        } else if (wasMissing) {
            log.info("{} is ready", unit.image().path());
        }
    }

    /** Gives a unit its image, and takes it away again when the image ends. */
    private boolean attach(String naa, MappedUnit unit, Image image) {
        if (!unit.attach(image)) {
            return false;
        }
        Runnable look =
                () -> {
                    if (image.hasEnded()) {
                        Thread.startVirtualThread(() -> replaceEnded(naa, unit, image));
                    } else {
                        follow(unit, image);
                    }
                };
        var _ = image.onChange(look);
        look.run();
        return true;
    }

    private void follow(MappedUnit unit, Image image) {
        ImageReference known;
        synchronized (this) {
            known = unit.image();
        }
        follow(unit, known, known.named(image.name().name()));
    }

    private void follow(MappedUnit unit, ImageReference known, ImageReference now) {
        if (!now.equals(known)) {
            synchronized (this) {
                unit.rename(now);
            }
            follower.accept(now);
        }
    }

    /**
     * Opens an image anew after another client has shut this one out of the store. What initiators
     * had sent before that must not be carried out afterwards, over what the other client wrote:
     * their sessions are closed first, with all that is on its way.
     */
    private void replaceEnded(String naa, MappedUnit unit, Image image) {
        String path = unit.image().path();
        synchronized (this) {
            if (!unit.lose(image)) {
                return;
            }
            var _ = unit.failed(SHUT_OUT, clock.instant());
        }
        log.warn("{}: {}", path, SHUT_OUT);
        var _ =
                sessionDropper
                        .drop(naa, path + ": " + SHUT_OUT)
                        .whenComplete((_, _) -> {
                            closeQuietly(image);
                            if (isWanted(naa, unit)) {
                                var _ = tryToOpen(naa, unit);
                            }
                        });
    }

    private void retryLater(String naa, MappedUnit unit, String detail) {
        int attempts;
        synchronized (this) {
            if (byNaa.get(naa) != unit || unit.isReady()) {
                return;
            }
            attempts = unit.failed(detail, clock.instant());
        }
        if (attempts == 1) {
            log.warn("{} is not ready and will be retried: {}", unit.image().path(), detail);
        }
        long pause =
                Math.min(
                        FIRST_RETRY.toMillis() << Math.min(attempts - 1, 16),
                        LONGEST_RETRY.toMillis());
        if (!timer.isShutdown()) {
            var _ =
                    timer.schedule(
                            () -> {
                                if (isWanted(naa, unit)) {
                                    var _ = tryToOpen(naa, unit);
                                }
                            },
                            pause,
                            TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean isWanted(String naa, MappedUnit unit) {
        return byNaa.get(naa) == unit && !unit.isReady();
    }

    /**
     * Keeps the units of these mappings, and lets go of the others: running commands finish, then
     * their images are closed.
     */
    CompletableFuture<Void> retain(Map<String, ImageReference> wanted) {
        List<MappedUnit> dropped = new ArrayList<>();
        synchronized (this) {
            byNaa.entrySet()
                    .removeIf(entry -> {
                        ImageReference image = wanted.get(entry.getKey());
                        if (image == null) {
                            dropped.add(entry.getValue());
                            return true;
                        }
                        entry.getValue().rename(image);
                        return false;
                    });
        }
        return CompletableFuture.allOf(
                dropped.stream().map(MappedUnit::close).toArray(CompletableFuture[]::new));
    }

    synchronized Optional<LogicalUnit> unit(String naa) {
        return Optional.ofNullable(byNaa.get(naa)).map(MappedUnit::unit);
    }

    /** The capacity of a ready unit. */
    synchronized OptionalLong sizeBytes(String naa) {
        MappedUnit unit = byNaa.get(naa);
        return unit == null ? OptionalLong.empty() : unit.sizeBytes();
    }

    synchronized Optional<UnitProblem> problem(String naa) {
        return Optional.ofNullable(byNaa.get(naa)).flatMap(it -> it.problem(naa));
    }

    private static void closeQuietly(Image image) {
        var _ =
                image.close()
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                log.warn("An image could not be closed", failure);
                            }
                        });
    }
}
