package dev.rbdgate.gateway.control;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.config.ImageReference;
import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.MappingChange;
import dev.rbdgate.config.MappingStore;
import dev.rbdgate.gateway.events.EventFeed;
import dev.rbdgate.gateway.events.GatewayEvent;
import dev.rbdgate.iscsi.IscsiTarget;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.scsi.unit.LogicalUnit;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mapping as it is stored and served. A change, one at a time: validate and open, commit, swap
 * the catalogue, raise unit attentions; so a mapping that is stored is served, and one that failed
 * is neither.
 */
final class ServedMapping {

    private static final Logger log = LoggerFactory.getLogger(ServedMapping.class);

    /** Longest wait for the changes before this one. */
    private static final Duration TURN_LIMIT = Duration.ofSeconds(60);

    /** Longest wait for images that are no longer mapped; they go on closing afterwards. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    /** Longest wait for the sessions to take up a change, which a busy event loop delays. */
    private static final Duration TAKE_UP_LIMIT = Duration.ofSeconds(10);

    /** Longest wait at the start for images to open; the rest goes on in the background. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** Who renames in the mapping what was renamed elsewhere. */
    private static final String FOLLOWER = "gateway";

    private final MappingStore store;
    private final Units units;
    private final IscsiTarget target;
    private final EventFeed events;
    private final Clock clock;

    /** Fair, so that changes come in the order of their requests. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private volatile Mapping current;

    ServedMapping(
            MappingStore store, Units units, IscsiTarget target, EventFeed events, Clock clock) {
        this.store = store;
        this.units = units;
        this.target = target;
        this.events = events;
        this.clock = clock;
        current = store.read();
        units.onRenamed(now -> Thread.startVirtualThread(() -> follow(now)));
    }

    /** The mapping as of now. */
    Mapping current() {
        return current;
    }

    Units units() {
        return units;
    }

    MappingStore store() {
        return store;
    }

    /** Opens the mapped images and serves them, those that cannot be opened as NOT READY. */
    void start() {
        List<CompletableFuture<Void>> opening =
                current.targets().values().stream()
                        .flatMap(it -> it.luns().values().stream())
                        .map(units::adopt)
                        .toList();
        await(
                CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new)),
                START_LIMIT,
                "Some mapped images are still being opened");
        takeUp();
    }

    /**
     * Applies what {@code plan} decides on, when it is this request's turn.
     *
     * @throws RefusedException from {@code plan}, or when the turn does not come
     */
    <T> Result<T> change(String actor, Function<Mapping, Decision<T>> plan) {
        takeTurn();
        try {
            return switch (plan.apply(current)) {
                case Decision.Unchanged<T>(T answer) -> new Result<>(answer, false);
                case Decision.Change<T> change -> {
                    commit(
                            new AuditEntry(
                                    clock.instant(),
                                    actor,
                                    change.operation(),
                                    change.subject(),
                                    change.detail()),
                            change.write());
                    log.atInfo()
                            .addKeyValue("event", change.operation())
                            .addKeyValue("subject", change.subject())
                            .addKeyValue("actor", actor)
                            .log(
                                    "{}: {} {}",
                                    change.operation(),
                                    change.subject(),
                                    change.detail());
                    events.publish(new GatewayEvent.Changed(change.operation(), change.subject()));
                    yield new Result<>(change.answer().apply(current), change.created());
                }
            };
        } finally {
            releaseUnmapped();
            turn.unlock();
        }
    }

    private void follow(ImageReference now) {
        try {
            follow(FOLLOWER, now);
        } catch (RuntimeException e) {
            // The image is found by its id when it is opened next.
            log.warn("The new name {} of a mapped image was not noted", now.path(), e);
        }
    }

    /** Notes the names that an image, and a snapshot, have now, with the LUNs that show them. */
    void follow(String actor, ImageReference now) {
        var _ =
                change(
                        actor,
                        mapping ->
                                renamed(mapping, now)
                                        .<Decision<Mapping>>map(was ->
                                                new Decision.Change<>(
                                                        false,
                                                        "lun.rename",
                                                        now.path(),
                                                        "was " + was.path(),
                                                        writer -> writer.followImage(now),
                                                        after -> after))
                                        .orElseGet(() -> new Decision.Unchanged<>(mapping)));
    }

    /** What a mapping still calls by an old name, if it does. */
    private static Optional<ImageReference> renamed(Mapping mapping, ImageReference now) {
        return mapping.targets().values().stream()
                .flatMap(target -> target.luns().values().stream())
                .map(LunMapping::image)
                .filter(it -> !it.following(now).equals(it))
                .findFirst();
    }

    /** The designator of an image's unit. */
    String naa(ImageInfo image) {
        return UnitIdentities.naaText(units.identity(image));
    }

    /** The unit of an image, if it is mapped. */
    Optional<LogicalUnit> unit(ImageInfo image) {
        return units.unit(naa(image));
    }

    /** The LUNs that show an image, or a snapshot. */
    List<ImageDetails.MappedAt> lunsOf(MappableImage image) {
        return mappings(current, UnitIdentities.naaText(units.identity(image))).stream()
                .map(it -> new ImageDetails.MappedAt(it.iqn(), it.lun().lun(), it.lun().readOnly()))
                .toList();
    }

    private void takeTurn() {
        try {
            if (turn.tryLock(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw RefusedException.of(
                RefusedException.Kind.UNAVAILABLE,
                "another change has not finished for " + TURN_LIMIT.toSeconds() + " s");
    }

    private void commit(AuditEntry audit, MappingChange change) {
        try {
            store.change(audit, change);
        } catch (RuntimeException e) {
            // The commit may have happened and only the sync failed: what is stored is served.
            try {
                serve(store.read());
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        serve(store.read());
    }

    private void serve(Mapping mapping) {
        if (!mapping.equals(current)) {
            current = mapping;
            takeUp();
        }
    }

    /** Who asked for a change sees it in what initiators are answered afterwards. */
    private void takeUp() {
        units.limit(current);
        await(
                target.serve(Catalogues.of(current, units)),
                TAKE_UP_LIMIT,
                "Not every session has taken up the change yet");
    }

    /** Lets go of images that are no longer mapped, or were opened for a change that failed. */
    private void releaseUnmapped() {
        Map<String, ImageReference> wanted = new HashMap<>();
        current.targets().values().stream()
                .flatMap(it -> it.luns().values().stream())
                .forEach(lun -> wanted.put(lun.naa(), lun.image()));
        await(
                units.retain(wanted),
                CLOSE_LIMIT,
                "An image that is no longer mapped is still being closed");
    }

    /** Closes every image; the portals are shut by then. */
    CompletableFuture<Void> close() {
        return units.retain(Map.of());
    }

    private static void await(CompletableFuture<Void> future, Duration limit, String lateness) {
        CompletableFuture<Boolean> settled = future.handle((_, failure) -> failure == null);
        if (!settled.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS).join()) {
            log.warn("{}, or it failed", lateness);
        }
    }

    /** The mapping of an image, wherever it is, by designator. */
    static List<MappedAt> mappings(Mapping mapping, String naa) {
        return mapping.targets().values().stream()
                .flatMap(target ->
                        target.luns().values().stream()
                                .filter(lun -> lun.naa().equals(naa))
                                .map(lun -> new MappedAt(target.iqn(), lun)))
                .toList();
    }

    /** A LUN and its target. */
    record MappedAt(String iqn, LunMapping lun) {}
}
