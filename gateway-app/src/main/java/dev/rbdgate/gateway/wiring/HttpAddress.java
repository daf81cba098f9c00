package dev.rbdgate.gateway.wiring;

import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.startup.GatewayRuntime;
import dev.rbdgate.gateway.startup.ListenAddresses;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.core.Ordered;

/** Binds REST where the settings say; after Boot's own customizer, which has the last word else. */
final class HttpAddress
        implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory>, Ordered {

    private final RbdgateSettings settings;
    private final GatewayRuntime runtime;

    HttpAddress(RbdgateSettings settings, GatewayRuntime runtime) {
        this.settings = settings;
        this.runtime = runtime;
    }

    @Override
    public int getOrder() {
        return 1000;
    }

    @Override
    public void customize(ConfigurableServletWebServerFactory factory) {
        factory.setAddress(ListenAddresses.http(settings.httpHost()));
        factory.setPort(ListenAddresses.httpPort(settings.httpPort()));
        if (settings.httpTls()) {
            HttpTls.secure(factory, runtime.certificate().orElseThrow());
        }
    }
}
