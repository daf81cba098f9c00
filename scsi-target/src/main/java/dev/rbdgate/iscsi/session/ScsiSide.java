package dev.rbdgate.iscsi.session;

import dev.rbdgate.block.RateLimits;
import dev.rbdgate.block.Throttle;
import dev.rbdgate.iscsi.catalogue.Access;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.login.Destination;
import dev.rbdgate.iscsi.text.SessionParameters;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.unit.LunInventory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What a normal session has and a discovery session has not: a nexus and its tasks. */
final class ScsiSide {

    private final Nexus nexus;
    private final SessionConnections connections;
    private final CommandRouter router;
    private final SessionMeters meters;
    private final TaskTable tasks;
    private final TaskManager manager;

    /** Takes other limits of the initiator. */
    private final Consumer<RateLimits> limiter;

    private LunInventory inventory;

    private ScsiSide(
            Nexus nexus,
            SessionConnections connections,
            CommandRouter router,
            SessionMeters meters,
            TaskTable tasks,
            TaskManager manager,
            LunInventory inventory,
            Consumer<RateLimits> limiter) {
        this.limiter = limiter;
        this.nexus = nexus;
        this.connections = connections;
        this.router = router;
        this.meters = meters;
        this.tasks = tasks;
        this.manager = manager;
        this.inventory = inventory;
    }

    static ScsiSide open(
            Session session,
            TargetEnvironment environment,
            SessionParameters parameters,
            Destination destination,
            Nexus nexus,
            CommandWindow window,
            SessionConnections connections) {
        LunInventory luns = Access.inventory(destination.target(), destination.grant());
        int level = parameters.protocolLevel();
        CommandRouter router =
                environment.routers().create(nexus, luns, new SessionTransport(session, level));
        SessionMeters meters =
                new SessionMeters(session.facts().id(), nexus, luns, environment.observer());
        InitiatorLimits limits = environment.initiatorLimits();
        Throttle throttle = limits.enter(nexus, destination.grant().limits());
        TaskTable tasks =
                new TaskTable(
                        session.eventLoop(),
                        environment,
                        nexus,
                        router,
                        window,
                        session.counters(),
                        meters,
                        level >= ManagementFunction.QUERY_LEVEL,
                        throttle,
                        connections::flush,
                        () -> {
                            meters.end();
                            limits.leave(nexus);
                            session.tasksEnded();
                        });
        TaskManager manager =
                new TaskManager(
                        tasks,
                        router,
                        window,
                        connections,
                        level,
                        (function, response) ->
                                environment.observer().managed(nexus, function, response),
                        () -> coldReset(environment.registry(), nexus.targetName()));
        environment.observer().loggedIn(nexus, new TreeSet<>(luns.luns().keySet()));
        return new ScsiSide(
                nexus,
                connections,
                router,
                meters,
                tasks,
                manager,
                luns,
                changed -> limits.change(throttle, changed));
    }

    TaskTable tasks() {
        return tasks;
    }

    TaskManager manager() {
        return manager;
    }

    /** A connection is gone, and others are left. */
    void connectionLost(SessionConnection connection) {
        manager.connectionLost(connection);
        Set<Long> luns = tasks.connectionLost(connection);
        if (!luns.isEmpty()) {
            router.commandsCleared(luns);
        }
    }

    /** Applies a change of what is served; false if the session is not to be any longer. */
    boolean follow(TargetCatalogue catalogue) {
        TargetDefinition target = catalogue.targets().get(nexus.targetName());
        if (target == null) {
            return false;
        }
        List<Optional<Grant>> grants =
                connections.all().stream()
                        .map(connection -> grant(target, connection.connection()))
                        .distinct()
                        .toList();
        if (grants.size() != 1 || grants.getFirst().isEmpty()) {
            return false;
        }
        Grant grant = grants.getFirst().get();
        limiter.accept(grant.limits());
        LunInventory luns = Access.inventory(target, grant);
        if (!luns.equals(inventory)) {
            inventory = luns;
            meters.follow(luns);
            router.replaceInventory(luns);
        }
        return true;
    }

    private Optional<Grant> grant(TargetDefinition target, Connection connection) {
        boolean samePort =
                Access.portalGroup(target, connection.localAddress())
                        .equals(Optional.of(nexus.portalGroupTag()));
        return samePort
                ? Access.grant(
                        target, nexus.initiatorName(), connection.remoteAddress().getAddress())
                : Optional.empty();
    }

    private static void coldReset(SessionRegistry registry, String targetName) {
        for (Session session : registry.sessions()) {
            if (session.nexus().map(Nexus::targetName).equals(Optional.of(targetName))) {
                session.drop("target cold reset");
            }
        }
    }
}
