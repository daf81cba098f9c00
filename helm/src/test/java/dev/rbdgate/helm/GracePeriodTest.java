package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.startup.GatewayRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kubernetes waits for longer than the gateway may take to stop. */
final class GracePeriodTest {

    /** A limit of the gateway, which nobody but its own code may read. */
    private static Duration limit(String className, String field)
            throws ReflectiveOperationException {
        Field constant = Class.forName(className).getDeclaredField(field);
        constant.setAccessible(true);
        return (Duration) constant.get(null);
    }

    private static Duration webServerLimit() throws IOException {
        try (InputStream in = GatewayRuntime.class.getResourceAsStream("/application.yaml")) {
            JsonNode settings = JsonMapper.shared().valueToTree(new Yaml().<Object>load(in));
            return DurationStyle.detectAndParse(
                    settings.at("/spring/lifecycle/timeout-per-shutdown-phase").asString());
        }
    }

    @Test
    void theGracePeriodExceedsTheSumOfAllLimitsOfAStop() throws Exception {
        String startup = GatewayRuntime.class.getPackageName();
        Duration portals = limit(startup + ".GatewayRuntime", "PORTAL_STOP_LIMIT");
        Duration flush = limit(startup + ".OpenParts", "FLUSH_LIMIT");
        Duration notes = limit(startup + ".OpenParts", "WRITER_LIMIT");
        Duration all = portals.plus(webServerLimit()).plus(flush.multipliedBy(2)).plus(notes);
        assertThat(Rendering.of("").pod().get("terminationGracePeriodSeconds").asLong())
                .isGreaterThan(all.toSeconds());
    }
}
