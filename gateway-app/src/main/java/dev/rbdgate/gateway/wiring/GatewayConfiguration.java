package dev.rbdgate.gateway.wiring;

import dev.rbdgate.gateway.access.ApiTokens;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.metrics.MetricsConfiguration;
import dev.rbdgate.gateway.rest.RestConfiguration;
import dev.rbdgate.gateway.security.SecurityConfiguration;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.startup.GatewayRuntime;
import dev.rbdgate.gateway.traffic.Traffic;
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
@Import({SecurityConfiguration.class, RestConfiguration.class, MetricsConfiguration.class})
public class GatewayConfiguration {

    @Bean(destroyMethod = "close")
    GatewayRuntime gatewayRuntime(RbdgateSettings settings) {
        return GatewayRuntime.open(settings, Clock.systemUTC());
    }

    @Bean
    Gateway gateway(GatewayRuntime runtime) {
        return runtime.gateway();
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

    @Bean
    PortalLifecycle portalLifecycle(GatewayRuntime runtime) {
        return new PortalLifecycle(runtime);
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
