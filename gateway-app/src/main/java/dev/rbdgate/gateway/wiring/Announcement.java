package dev.rbdgate.gateway.wiring;

import dev.rbdgate.gateway.control.NetworkAddresses;
import dev.rbdgate.gateway.control.SystemStatus;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.startup.GatewayRuntime;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;

/** Says, once all is served, where; and how to use the volumes that were asked for. */
final class Announcement implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger("rbdgate");

    private final GatewayRuntime runtime;
    private final RbdgateSettings settings;

    Announcement(GatewayRuntime runtime, RbdgateSettings settings) {
        this.runtime = runtime;
        this.settings = settings;
    }

    @Override
    @SuppressWarnings("SystemOut") // to be pasted, so without a log's prefix
    public void onApplicationEvent(ApplicationReadyEvent event) {
        SystemStatus system = runtime.gateway().system();
        List<InetSocketAddress> portals = system.portals();
        log.info(
                "iSCSI on {} serves {} targets with {} LUNs; data in {}",
                portals.stream().map(Announcement::text).collect(Collectors.joining(", ")),
                system.targetCount(),
                system.lunCount(),
                runtime.dataDirectory());
        if (!system.tlsPortals().isEmpty()) {
            log.info(
                    "iSCSI over TLS on {}",
                    system.tlsPortals().stream()
                            .map(Announcement::text)
                            .collect(Collectors.joining(", ")));
        }
        if (event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            log.info(
                    "REST on {}://{}:{}; token in {}",
                    settings.httpTls() ? "https" : "http",
                    NetworkAddresses.bracketed(settings.httpHost()),
                    context.getWebServer().getPort(),
                    settings.adminTokenFile());
        }
        String instructions = runtime.instructions(portals);
        if (!instructions.isEmpty()) {
            System.out.println(instructions);
        }
    }

    private static String text(InetSocketAddress address) {
        return NetworkAddresses.bracketed(
                        NetworkAddresses.hostText(address.getAddress().getAddress()))
                + ":"
                + address.getPort();
    }
}
