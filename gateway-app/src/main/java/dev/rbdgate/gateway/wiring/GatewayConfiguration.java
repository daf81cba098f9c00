package dev.rbdgate.gateway.wiring;

import dev.rbdgate.gateway.access.ApiTokens;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.gateway.console.ConsoleConfiguration;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.metrics.MetricsConfiguration;
import dev.rbdgate.gateway.rest.RestConfiguration;
import dev.rbdgate.gateway.security.ConsoleSecurity;
import dev.rbdgate.gateway.security.SecurityConfiguration;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.startup.GatewayRuntime;
import dev.rbdgate.gateway.traffic.Traffic;
import dev.rbdgate.gateway.watch.Watch;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The beans. What they do is plain Java. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RbdgateSettings.class)
@Import({
    SecurityConfiguration.class,
    ConsoleSecurity.class,
    ConsoleConfiguration.class,
    RestConfiguration.class,
    MetricsConfiguration.class
})
public class GatewayConfiguration {

    /** Orders of what begins after the web server: portals last. */
    private static final int WATCH = 256;

    private static final int PORTALS = 512;

    @Bean(destroyMethod = "close")
    GatewayRuntime gatewayRuntime(RbdgateSettings settings) {
        return GatewayRuntime.open(settings, Clock.systemUTC());
    }

    @Bean
    Gateway gateway(GatewayRuntime runtime) {
        return runtime.gateway();
    }

    @Bean(destroyMethod = "close")
    Watch watch(Gateway gateway, Traffic traffic) {
        return Watch.start(gateway, traffic, Clock.systemUTC());
    }

    /** The web server would wait for open streams of events. */
    @Bean
    AfterWebServer watchLifecycle(Watch watch) {
        return new AfterWebServer(WATCH, () -> {}, watch::close);
    }

    @Bean
    Traffic traffic(GatewayRuntime runtime) {
        return runtime.traffic();
    }

    @Bean
    ApiTokens apiTokens(GatewayRuntime runtime) {
        return runtime.tokens();
    }

    @Bean
    AuditLog auditLog(GatewayRuntime runtime) {
        return runtime.audit();
    }

    /** A portal that accepts connections means that all is served. */
    @Bean
    AfterWebServer portalLifecycle(GatewayRuntime runtime) {
        return new AfterWebServer(PORTALS, runtime::openPortals, runtime::closePortals);
    }

    @Bean
    Announcement announcement(GatewayRuntime runtime, RbdgateSettings settings) {
        return new Announcement(runtime, settings);
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> httpAddress(
            RbdgateSettings settings, GatewayRuntime runtime) {
        return new HttpAddress(settings, runtime);
    }
}
