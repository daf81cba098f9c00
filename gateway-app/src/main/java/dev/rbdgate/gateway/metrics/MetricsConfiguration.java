package dev.rbdgate.gateway.metrics;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.traffic.Traffic;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Adds our metrics to those of the JVM and of REST, at {@code /actuator/prometheus}. */
@Configuration(proxyBeanMethods = false)
public class MetricsConfiguration {

    @Bean
    InitializingBean gatewayMetrics(PrometheusRegistry registry, Gateway gateway, Traffic traffic) {
        return () -> registry.register(new GatewayCollector(gateway, traffic));
    }
}
