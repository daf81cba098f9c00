package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.Premises;
import dev.rbdgate.bench.load.FioLoad;
import dev.rbdgate.bench.load.LoadGenerator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Starts contestants, all on one disk and in one network namespace. */
public final class Stage {

    private final Premises premises;
    private final Path script;
    private final LoadGenerator generator;
    private @Nullable CephCluster cluster;
    private @Nullable Gateway gateway;

    /**
     * @param script the root script, which starts the gateway
     */
    public Stage(Premises premises, Path script, LoadGenerator generator) {
        this.premises = premises;
        this.script = script;
        this.generator = generator;
    }

    /** Starts a contestant; each at most once. */
    public Contestant start(Kind kind) {
        return switch (kind) {
            case RBDGATE -> rbdgate();
            case RBDGATE_CHECKSUMS -> rbdgateChecksums();
            case TGT -> tgt();
            case TGT_NULL -> tgtNull();
            case JSCSI -> jscsi();
            case RBDGATE_RADOS -> rbdgateRados();
            case TGT_RBD -> tgtRbd();
            case LIBRBD -> librbd();
        };
    }

    /** A gateway for one row, on ports and in a directory of its own; not started yet. */
    public Gateway rowGateway(String name) {
        return new Gateway(
                premises.daemons(),
                script,
                premises.disk().directory(name),
                Ports.ROW,
                Ports.ROW_HTTP,
                Map.of());
    }

    /** The gateway behind {@link Kind#RBDGATE}, for rows that change its images. */
    public @Nullable Gateway gateway() {
        return gateway;
    }

    /** The image behind a unit of that gateway. */
    public static String image(int lun) {
        return RbdgateServer.image(lun);
    }

    private Contestant rbdgate() {
        Gateway started = gateway("rbdgate", Ports.RBDGATE, Ports.RBDGATE_HTTP, Map.of());
        RbdgateServer.furnish(started.api(), Volumes.SMALL_COUNT, true);
        gateway = started;
        return server(started, Volumes.of(Ports.RBDGATE, RbdgateServer.IQN, 0));
    }

    private Contestant rbdgateChecksums() {
        Gateway started =
                gateway(
                        "rbdgate-checksums",
                        Ports.CHECKSUMS,
                        Ports.CHECKSUMS_HTTP,
                        Map.of("RBDGATE_CHECKSUMS", "on"));
        RbdgateServer.furnish(started.api(), 1, false);
        return server(started, Volumes.of(Ports.CHECKSUMS, RbdgateServer.IQN, 0));
    }

    private Contestant rbdgateRados() {
        Gateway started =
                gateway(
                        "rbdgate-rados",
                        Ports.RADOS,
                        Ports.RADOS_HTTP,
                        Map.of(
                                "RBDGATE_STORE",
                                "rados",
                                "RBDGATE_CEPH_CONF",
                                cluster().configuration().toString()));
        RbdgateServer.furnish(started.api(), 1, false);
        return server(started, Volumes.of(Ports.RADOS, RbdgateServer.IQN, 0));
    }

    /** Starts a gateway on a directory of that name. */
    private Gateway gateway(String name, int port, int httpPort, Map<String, String> environment) {
        Gateway started =
                new Gateway(
                        premises.daemons(),
                        script,
                        premises.disk().directory(name),
                        port,
                        httpPort,
                        environment);
        started.start();
        return started;
    }

    private Contestant server(Gateway started, Volumes volumes) {
        return new IscsiContestant(started.daemon(), volumes, true, generator);
    }

    private Contestant tgt() {
        TgtServer server = new TgtServer(premises.daemons(), Map.of(), Ports.TGT);
        IntStream.range(0, Volumes.SMALL_COUNT)
                .mapToObj(number -> premises.disk().sparseFile("tgt" + number, Volumes.SMALL_BYTES))
                .forEach(file -> server.unit("-b", file.toString()));
        Path large = premises.disk().sparseFile("tgt-large", Volumes.LARGE_BYTES);
        var _ = server.unit("-b", large.toString());
        return server(server, Ports.TGT, true);
    }

    private Contestant tgtNull() {
        TgtServer server = new TgtServer(premises.daemons(), Map.of(), Ports.TGT_NULL);
        IntStream.range(0, Volumes.SMALL_COUNT)
                .forEach(_ -> server.unit("--bstype", "null", "-b", "/dev/null"));
        return server(server, Ports.TGT_NULL, false);
    }

    private Contestant tgtRbd() {
        String configuration = cluster().configuration().toString();
        cluster().createImage("tgt", Volumes.SMALL_BYTES);
        TgtServer server =
                new TgtServer(premises.daemons(), Map.of("CEPH_CONF", configuration), Ports.TGT_RBD)
                        .unit(
                                "--bstype",
                                "rbd",
                                "-b",
                                CephCluster.POOL + "/tgt",
                                "--bsopts",
                                "conf=%s;id=admin".formatted(configuration));
        return server(server, Ports.TGT_RBD, true);
    }

    private Contestant server(TgtServer server, int port, boolean keepsData) {
        return new IscsiContestant(
                server.daemon(),
                Volumes.of(port, TgtServer.IQN, TgtServer.FIRST_LUN),
                keepsData,
                generator);
    }

    /** It fails on several large writes at a time and knows no flush, so it is not prefilled. */
    private Contestant jscsi() {
        Volumes volumes =
                new Volumes(List.of(Volumes.url(Ports.JSCSI, JscsiServer.IQN, 0)), List.of());
        return new IscsiContestant(
                JscsiServer.start(
                        premises.daemons(),
                        premises.disk().directory("jscsi"),
                        premises.memory().directory("jscsi")),
                volumes,
                false,
                generator);
    }

    private Contestant librbd() {
        cluster().createImage("librbd", Volumes.SMALL_BYTES);
        return new LibrbdContestant(
                new FioLoad(cluster().configuration(), CephCluster.POOL, "librbd"));
    }

    private CephCluster cluster() {
        if (cluster == null) {
            cluster = new CephCluster(premises.daemons(), premises.disk().directory("ceph"));
        }
        return cluster;
    }
}
