package dev.rbdgate.csi;

import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.controller.ControllerService;
import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.gateway.TrustedCertificates;
import dev.rbdgate.csi.node.CommandHost;
import dev.rbdgate.csi.node.NodeService;
import io.grpc.BindableService;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/** The driver's main class. */
public final class CsiDriver {

    private static final int USAGE_ERROR = 2;

    /** The image's own, by which the host's programs are run. */
    private static final String CHROOT = "/usr/sbin/chroot";

    private CsiDriver() {}

    /** Serves until the process is stopped. */
    @SuppressWarnings("SystemOut") // a service's first and last words
    public static void main(String[] arguments) throws Exception {
        DriverOptions options;
        try {
            options = DriverOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("rbdgate-csi: " + e.getMessage());
            System.err.print(DriverOptions.USAGE);
            System.exit(USAGE_ERROR);
            return;
        }
        CsiServer server = start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        System.out.println("rbdgate-csi serves on " + options.socket());
        server.awaitEnd();
    }

    /** Starts the services of a controller or a node. */
    static CsiServer start(DriverOptions options) throws IOException, GeneralSecurityException {
        return options.isController() ? controller(options) : node(options);
    }

    private static CsiServer controller(DriverOptions options)
            throws IOException, GeneralSecurityException {
        Optional<SSLContext> tls = Optional.empty();
        if (options.authority().isPresent()) {
            tls = Optional.of(TrustedCertificates.of(options.authority().get()));
        }
        GatewayClient gateway = new GatewayClient(options.gateway(), options.tokenFile(), tls);
        ControllerService service =
                new ControllerService(
                        gateway, options.portals(), options.chapKeyFile(), options.topology());
        return serve(options, service, () -> answers(gateway));
    }

    private static boolean answers(GatewayClient gateway) {
        try {
            var _ = gateway.get("/system").ok();
            return true;
        } catch (Refusal _) {
            // "Not ready", which the sidecar asks about again.
            return false;
        }
    }

    private static CsiServer node(DriverOptions options) throws IOException {
        List<String> prefix =
                options.hostRoot().map(it -> List.of(CHROOT, it.toString())).orElse(List.of());
        NodeService service =
                new NodeService(new CommandHost(prefix, Path.of("/sys")), options.topology());
        return serve(options, service, () -> true);
    }

    private static CsiServer serve(
            DriverOptions options, BindableService service, BooleanSupplier ready)
            throws IOException {
        String version =
                Optional.ofNullable(CsiDriver.class.getPackage().getImplementationVersion())
                        .orElse("development");
        return new CsiServer(
                options.socket(),
                List.of(
                        new IdentityService(version, !options.topology().isEmpty(), ready),
                        service));
    }
}
