package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.session.Timeouts;
import dev.rbdgate.scsi.unit.LunInventory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A target service on a free loopback port, with scripted device servers behind it. */
final class TargetFixture implements AutoCloseable {

    static final String TARGET = "iqn.2026-11.dev.rbdgate:demo";

    /** Long enough to be out of the way. */
    static final Timeouts PATIENT =
            new Timeouts(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(20));

    final IscsiTarget target;
    final RecordingObserver observer = new RecordingObserver();
    final List<ScriptedRouter> routers = new CopyOnWriteArrayList<>();
    final InetSocketAddress address;
    private final List<ScriptedInitiator> initiators = new ArrayList<>();

    TargetFixture(Timeouts timeouts, ConnectionLimits limits, List<String> advertise) {
        IscsiTargetSettings settings =
                new IscsiTargetSettings(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        advertise);
        target =
                new IscsiTarget(
                        settings,
                        observer,
                        timeouts,
                        (_, inventory, transport) -> {
                            ScriptedRouter router = new ScriptedRouter(transport);
                            router.inventories.add(inventory);
                            routers.add(router);
                            return router;
                        },
                        Transport.open(),
                        limits);
        target.serve(catalogue(definition(TARGET, grantToAll()))).join();
        address = target.start().getFirst();
    }

    TargetFixture(Timeouts timeouts) {
        this(timeouts, new ConnectionLimits(100, 100), List.of());
    }

    TargetFixture() {
        this(PATIENT);
    }

    static TargetCatalogue catalogue(TargetDefinition... targets) {
        Map<String, TargetDefinition> byName = new HashMap<>();
        Arrays.stream(targets).forEach(target -> byName.put(target.name(), target));
        return new TargetCatalogue(byName, Optional.empty());
    }

    static TargetDefinition definition(String name, Grant... grants) {
        return new TargetDefinition(
                name, "", List.of(), new LunInventory(new TreeMap<>()), List.of(grants));
    }

    static Grant grantToAll() {
        return new Grant(Grant.EVERY_INITIATOR, List.of(), Optional.empty(), Optional.empty());
    }

    static Grant chapGrant(ChapAuthentication authentication) {
        return new Grant(
                ScriptedInitiator.NAME, List.of(), Optional.of(authentication), Optional.empty());
    }

    ScriptedInitiator connect() {
        ScriptedInitiator initiator = ScriptedInitiator.connect(address);
        initiators.add(initiator);
        return initiator;
    }

    /** Connects and logs in, with these keys besides the names. */
    ScriptedInitiator logIn(Map<String, String> keys) {
        ScriptedInitiator initiator = connect();
        var response = initiator.logIn(TARGET, keys);
        if (response.status() != 0) {
            throw new AssertionError("login refused: " + response);
        }
        return initiator;
    }

    ScriptedRouter router() {
        return routers.getLast();
    }

    @Override
    public void close() {
        initiators.forEach(ScriptedInitiator::close);
        target.close();
    }
}
