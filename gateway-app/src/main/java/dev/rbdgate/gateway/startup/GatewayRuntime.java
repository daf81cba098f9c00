package dev.rbdgate.gateway.startup;

import dev.rbdgate.config.MappingStore;
import dev.rbdgate.config.SecretKeys;
import dev.rbdgate.gateway.access.ApiTokens;
import dev.rbdgate.gateway.access.Callers;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.LunSightings;
import dev.rbdgate.gateway.scheduling.BatchScheduling;
import dev.rbdgate.gateway.settings.CpuScheduling;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.gateway.tls.CertificateFiles;
import dev.rbdgate.gateway.traffic.Traffic;
import dev.rbdgate.iscsi.IscsiTarget;
import dev.rbdgate.iscsi.IscsiTargetSettings;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.store.ObjectStore;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that runs, in its order: store, database, LUNs and volumes, (REST, which Spring
 * starts,) portals last. It stops the other way round: initiators are asked to log out, REST stops,
 * then images are flushed and closed, then the store, then the database.
 */
public final class GatewayRuntime implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GatewayRuntime.class);

    /** How long initiators have to log out before their connections are closed. */
    private static final Duration LOGOUT_GRACE = Duration.ofSeconds(8);

    /** How long the target may take to end, the grace included. */
    private static final Duration PORTAL_STOP_LIMIT = LOGOUT_GRACE.plusSeconds(4);

    /** More would tell initiators of a store that is nearly empty. */
    private static final int MOST_SPACE_PERCENT = 90;

    private final OpenParts parts;
    private final Gateway gateway;
    private final IscsiTarget target;
    private final List<VolumeRequest> volumes;
    private final ApiTokens tokens;
    private final Callers callers;
    private final AuditLog audit;
    private final Traffic traffic;
    private final Optional<CertificateFiles> certificate;
    private final Path dataDirectory;

    private GatewayRuntime(
            OpenParts parts,
            Gateway gateway,
            IscsiTarget target,
            List<VolumeRequest> volumes,
            ApiTokens tokens,
            Callers callers,
            AuditLog audit,
            Traffic traffic,
            Optional<CertificateFiles> certificate,
            Path dataDirectory) {
        this.parts = parts;
        this.gateway = gateway;
        this.target = target;
        this.volumes = volumes;
        this.tokens = tokens;
        this.callers = callers;
        this.audit = audit;
        this.traffic = traffic;
        this.certificate = certificate;
        this.dataDirectory = dataDirectory;
    }

    /**
     * Opens everything but the portals.
     *
     * @throws StartupException also UsageException and ConfigException: what is wrong and what to
     *     do; nothing is left open then
     */
    public static GatewayRuntime open(RbdgateSettings settings, Clock clock) {
        List<VolumeRequest> volumes = settings.volume().stream().map(VolumeRequest::parse).toList();
        checkSpaceThreshold(settings.spaceThreshold());
        List<InetSocketAddress> portals =
                ListenAddresses.portals(settings.iscsiHost(), settings.iscsiPort());
        if (settings.cpuScheduling() == CpuScheduling.BATCH) {
            // Before any other thread is started, librados' among them: they inherit it.
            BatchScheduling.begin();
        }
        OpenParts parts = new OpenParts();
        try {
            return open(settings, clock, volumes, portals, parts);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private static void checkSpaceThreshold(int percent) {
        if (percent < 0 || percent > MOST_SPACE_PERCENT) {
            throw new UsageException(
                    "A space threshold of %d percent cannot be.".formatted(percent),
                    "Set RBDGATE_SPACE_THRESHOLD (--space-threshold) to 0 (off) up to %d."
                            .formatted(MOST_SPACE_PERCENT));
        }
    }

    private static GatewayRuntime open(
            RbdgateSettings settings,
            Clock clock,
            List<VolumeRequest> volumes,
            List<InetSocketAddress> portals,
            OpenParts parts) {
        SecureRandom random = new SecureRandom();
        DataDirectory directory = DataDirectory.claim(settings.dataDir());
        parts.directory = directory;
        Path path = directory.path();
        ObjectStore store = Stores.open(settings, path);
        parts.store = store;
        MappingStore mappings =
                MappingStore.open(
                        path,
                        SecretKeys.open(
                                path.resolve("secret.key"),
                                Optional.ofNullable(settings.secretKey()),
                                random));
        parts.mappings = mappings;
        ApiTokens tokens = new ApiTokens(mappings, clock, random);
        FileTokens fileTokens =
                FileTokens.open(settings.adminTokenFile(), settings.lesserTokenFiles(), random);
        Callers callers = new Callers(fileTokens::recognize, tokens);
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("retry").daemon().factory());
        parts.timer = timer;
        var writer = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
        parts.writer = writer;
        AuditLog audit = new AuditLog(mappings, clock, writer);
        Optional<CertificateFiles> certificate =
                TlsCertificates.open(settings, path, clock, random, timer);
        Traffic traffic = new Traffic();
        IscsiTarget target =
                new IscsiTarget(
                        new IscsiTargetSettings(
                                portals,
                                settings.iscsiAdvertise(),
                                certificate.flatMap(it -> TlsCertificates.portals(settings, it)),
                                settings.slowCommand()),
                        new InitiatorObserver(new LunSightings(mappings, writer), audit, traffic));
        parts.target = target;
        Gateway gateway =
                new Gateway(
                        GatewayId.open(path, random),
                        store,
                        new Images(store),
                        mappings,
                        target,
                        settings.iscsiPort(),
                        settings.spaceThreshold(),
                        timer,
                        clock);
        parts.gateway = gateway;
        traffic.follow(gateway::mapping);
        gateway.system().advertising(settings.iscsiAdvertise());
        gateway.start();
        volumes.forEach(new Volumes(gateway)::ensure);
        return new GatewayRuntime(
                parts,
                gateway,
                target,
                volumes,
                tokens,
                callers,
                audit,
                traffic,
                certificate,
                path);
    }

    public Gateway gateway() {
        return gateway;
    }

    /** REST's named tokens. */
    public ApiTokens tokens() {
        return tokens;
    }

    /** What is shown over TLS; empty if nothing uses it. */
    public Optional<CertificateFiles> certificate() {
        return certificate;
    }

    public AuditLog audit() {
        return audit;
    }

    /** What initiators have done. */
    public Traffic traffic() {
        return traffic;
    }

    /** Who may call REST. */
    public Callers callers() {
        return callers;
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    /**
     * Opens the portals: from now on all is served.
     *
     * @throws StartupException if an address cannot be bound
     */
    public List<InetSocketAddress> openPortals() {
        try {
            List<InetSocketAddress> portals = target.start();
            gateway.system().listening(portals, target.tlsAddresses());
            return portals;
        } catch (UncheckedIOException e) {
            String reason = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
            throw new StartupException(
                    "The iSCSI portal cannot listen: " + reason,
                    "Stop what uses the port, or set RBDGATE_ISCSI_PORT or RBDGATE_ISCSI_HOST (--iscsi-port, --iscsi-host).");
        }
    }

    /** Lines to paste for the volumes asked for; empty if there are none. */
    public String instructions(List<InetSocketAddress> portals) {
        return Volumes.instructions(volumes, portals);
    }

    /** Asks initiators to log out and closes the portals; takes twelve seconds at most. */
    public void closePortals() {
        gateway.system().listening(List.of(), List.of());
        try {
            target.shutdown(LOGOUT_GRACE).get(PORTAL_STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("The portals did not close in time: {}", e.toString());
        }
    }

    /** Flushes and closes everything. */
    @Override
    public void close() {
        parts.close();
    }
}
