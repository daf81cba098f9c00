package dev.rbdgate.gateway.control;

import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.MappingStore;
import dev.rbdgate.gateway.events.EventFeed;
import dev.rbdgate.iscsi.IscsiTarget;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.store.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/** The gateway's services, wired to each other. */
public final class Gateway {

    private final ServedMapping served;
    private final Targets targets;
    private final Luns luns;
    private final Initiators initiators;
    private final DiscoveryAuthentication discoveryAuthentication;
    private final ImageAdministration images;
    private final ContentAdministration content;
    private final ImageProperties imageProperties;
    private final LockAdministration locks;
    private final ObjectMapAdministration objectMaps;
    private final TrashAdministration trash;
    private final NamespaceAdministration namespaces;
    private final SnapshotAdministration snapshots;
    private final Sessions sessions;
    private final EventFeed events;
    private final Tasks tasks;
    private final ImageWork work;
    private final SystemStatus system;
    private final SpaceWatch space;
    private final VolumeAdministration volumes;

    /**
     * @param id of this gateway among those of the store
     * @param portalPort of portals that name none
     * @param spaceThreshold percent of the store that initiators are told of when less is left
     * @param timer for retries; its threads are not blocked
     */
    public Gateway(
            String id,
            ObjectStore store,
            Images engine,
            MappingStore mappings,
            IscsiTarget target,
            int portalPort,
            int spaceThreshold,
            ScheduledExecutorService timer,
            Clock clock) {
        events = new EventFeed(clock);
        served =
                new ServedMapping(
                        mappings,
                        new Units(engine, store.id(), timer, clock, this::dropSessions),
                        target,
                        events,
                        clock);
        targets = new Targets(served, portalPort);
        luns = new Luns(served, engine);
        initiators = new Initiators(served);
        discoveryAuthentication = new DiscoveryAuthentication(served);
        sessions = new Sessions(target, served);
        AuditTrail audit = new AuditTrail(mappings, events, clock);
        tasks =
                new Tasks(
                        engine.work(id),
                        (actor, task) ->
                                audit.note(
                                        actor,
                                        "task.cancel",
                                        task.subject(),
                                        "task %s, %s".formatted(task.id(), task.kind())),
                        clock);
        work = new ImageWork(engine, audit);
        images = new ImageAdministration(engine, store, served, sessions, tasks, audit, work);
        content = new ContentAdministration(engine, images, served, sessions, tasks, audit);
        imageProperties = new ImageProperties(engine, tasks, audit);
        locks = new LockAdministration(engine, audit);
        objectMaps = new ObjectMapAdministration(engine, tasks, work);
        trash = new TrashAdministration(engine, images, tasks, audit, work);
        namespaces = new NamespaceAdministration(engine, audit);
        snapshots = new SnapshotAdministration(engine, served, sessions, tasks, audit, work);
        system = new SystemStatus(store, served, target);
        space = new SpaceWatch(store::capacity, spaceThreshold, served.units()::spaceIs);
        volumes = new VolumeAdministration(engine, images, served, luns, sessions, system);
    }

    private CompletableFuture<Void> dropSessions(String naa, String reason) {
        return sessions.dropReaching(naa, reason);
    }

    /** Opens and serves what is mapped, and goes on with long work that was cut short. */
    public void start() {
        // Before the first initiator asks whether there is a threshold.
        space.look();
        served.start();
        tasks.restore(work::of);
    }

    /** Flushes and closes the images. The portals are shut by then. */
    public CompletableFuture<Void> close() {
        tasks.close();
        content.close();
        return served.close();
    }

    /** What limits do to the units that have some. */
    public List<UnitThrottle> throttles() {
        return served.units().throttles();
    }

    /** What is mapped now. */
    public Mapping mapping() {
        return served.current();
    }

    public Targets targets() {
        return targets;
    }

    public Luns luns() {
        return luns;
    }

    public Initiators initiators() {
        return initiators;
    }

    public DiscoveryAuthentication discoveryAuthentication() {
        return discoveryAuthentication;
    }

    public ImageAdministration images() {
        return images;
    }

    public ContentAdministration content() {
        return content;
    }

    public ImageProperties imageProperties() {
        return imageProperties;
    }

    /** What copies between LUNs have done. */
    public CopyCounters copies() {
        return served.units().copies();
    }

    public LockAdministration locks() {
        return locks;
    }

    public ObjectMapAdministration objectMaps() {
        return objectMaps;
    }

    public TrashAdministration trash() {
        return trash;
    }

    public NamespaceAdministration namespaces() {
        return namespaces;
    }

    public SnapshotAdministration snapshots() {
        return snapshots;
    }

    public VolumeAdministration volumes() {
        return volumes;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Tasks tasks() {
        return tasks;
    }

    /** What is left of the store. */
    public SpaceWatch space() {
        return space;
    }

    /** What changes, as it changes. */
    public EventFeed events() {
        return events;
    }

    public SystemStatus system() {
        return system;
    }
}
