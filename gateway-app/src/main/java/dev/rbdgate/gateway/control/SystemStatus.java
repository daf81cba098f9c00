package dev.rbdgate.gateway.control;

import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.iscsi.IscsiTarget;
import dev.rbdgate.rbd.store.ObjectStore;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/** How the gateway as a whole is. */
public final class SystemStatus {

    private final ObjectStore store;
    private final ServedMapping served;
    private final IscsiTarget target;
    private volatile List<InetSocketAddress> portals = List.of();
    private volatile List<InetSocketAddress> tlsPortals = List.of();
    private volatile List<String> advertised = List.of();

    SystemStatus(ObjectStore store, ServedMapping served, IscsiTarget target) {
        this.store = store;
        this.served = served;
        this.target = target;
    }

    /** A LUN that is NOT READY, and why. */
    public record LunProblem(String target, int lun, UnitProblem problem) {}

    public String storeKind() {
        return store.kind();
    }

    public String storeId() {
        return store.id();
    }

    /** The pools that may be used, the default one first. */
    public List<String> pools() {
        return store.pools().stream().map(ObjectStore.Pool::name).toList();
    }

    public ObjectStore.Capacity capacity() {
        return store.capacity();
    }

    public ObjectStore.Activity activity() {
        return store.activity();
    }

    /** The addresses that the portals listen on; empty before they are open. */
    public List<InetSocketAddress> portals() {
        return Stream.concat(portals.stream(), target.portalAddresses().stream()).toList();
    }

    /** The addresses of iSCSI over TLS. */
    public List<InetSocketAddress> tlsPortals() {
        return tlsPortals;
    }

    public void listening(List<InetSocketAddress> plain, List<InetSocketAddress> tls) {
        portals = List.copyOf(plain);
        tlsPortals = List.copyOf(tls);
    }

    /**
     * Says what discovery answers for targets without portals of their own.
     *
     * @param portals {@code host:port}; empty: the address that the initiator has connected to
     */
    public void advertising(List<String> portals) {
        advertised = List.copyOf(portals);
    }

    /** Where initiators find a target, as {@code host:port}; empty before the portals are open. */
    List<String> reachablePortals(TargetMapping target) {
        if (!target.portals().isEmpty()) {
            return target.portals().stream().map(PersistentVolumes::socket).toList();
        }
        return advertised.isEmpty() ? ReachablePortals.of(portals()) : advertised;
    }

    public int targetCount() {
        return served.current().targets().size();
    }

    public int lunCount() {
        return served.current().targets().values().stream().mapToInt(it -> it.luns().size()).sum();
    }

    public int sessionCount() {
        return target.sessions().size();
    }

    /** Memory that network buffers have taken from the system, outside of the heap. */
    public long bufferBytes() {
        return target.bufferBytes();
    }

    /**
     * How the gateway is, at one moment.
     *
     * @param text "ok", or "degraded" while a LUN is NOT READY
     * @param alerts what wants an operator's attention, the worst first
     * @param problems every LUN that is NOT READY
     */
    public record Health(String text, List<Alert> alerts, List<LunProblem> problems) {}

    public Health health() {
        return health(capacity());
    }

    /**
     * @param capacity as of now
     */
    public Health health(ObjectStore.Capacity capacity) {
        List<LunProblem> problems = problems();
        return new Health(
                problems.isEmpty() ? "ok" : "degraded", Alerts.of(capacity, problems), problems);
    }

    /** Every LUN that is NOT READY. */
    public List<LunProblem> problems() {
        Mapping mapping = served.current();
        return mapping.targets().values().stream()
                .flatMap(it -> it.luns().values().stream().flatMap(lun -> problem(it.iqn(), lun)))
                .toList();
    }

    private Stream<LunProblem> problem(String iqn, LunMapping lun) {
        return served
                .units()
                .problem(lun.naa())
                .map(it -> new LunProblem(iqn, lun.lun(), it))
                .stream();
    }
}
