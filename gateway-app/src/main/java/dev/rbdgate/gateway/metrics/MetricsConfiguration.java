package dev.rbdgate.gateway.metrics;

import dev.rbdgate.gateway.control.Gateway;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Adds our metrics to those of the JVM and of REST, at {@code /actuator/prometheus}. */
@Configuration(proxyBeanMethods = false)
public class MetricsConfiguration {

    @Bean
    InitializingBean gatewayMetrics(PrometheusRegistry registry, Gateway gateway) {
        return () -> registry.register(new GatewayCollector(gateway));
    }
}
