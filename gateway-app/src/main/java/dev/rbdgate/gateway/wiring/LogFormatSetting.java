package dev.rbdgate.gateway.wiring;

import dev.rbdgate.gateway.settings.LogFormat;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Tells the logging system our setting, before it begins. A value that is none is found when the
 * settings are read.
 */
final class LogFormatSetting implements EnvironmentPostProcessor {

    private static final String SETTING = RbdgateSettings.PREFIX + ".log-format";
    private static final String FORMAT = "logging.structured.format.console";

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (LogFormat.JSON.name().equalsIgnoreCase(environment.getProperty(SETTING))) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(SETTING, Map.of(FORMAT, "logstash")));
        }
    }
}
