package dev.rbdgate.gateway.wiring;

import dev.rbdgate.config.ConfigException;
import dev.rbdgate.gateway.settings.SettingNames;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.gateway.startup.StartupException;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;

/** What failures of a start mean. */
public final class Failures {

    private Failures() {}

    /**
     * A failure in words.
     *
     * @param message what is wrong
     * @param remedy what to do
     */
    public record Explanation(String message, String remedy, int exitCode) {}

    /** The explanation of the first cause that has one. */
    public static Optional<Explanation> explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<Explanation> explanation = explainOne(cause);
            if (explanation.isPresent()) {
                return explanation;
            }
        }
        return Optional.empty();
    }

    private static Optional<Explanation> explainOne(Throwable cause) {
        return switch (cause) {
            case UsageException e -> explained(e, e.remedy(), UsageException.EXIT_CODE);
            case StartupException e -> explained(e, e.remedy(), e.exitCode());
            case ConfigException e -> explained(e, e.remedy(), StartupException.FAILED);
            case PortInUseException e ->
                    Optional.of(
                            new Explanation(
                                    "REST cannot listen: port %d is in use.".formatted(e.getPort()),
                                    "Stop what uses it, or set RBDGATE_HTTP_PORT (--http-port).",
                                    StartupException.FAILED));
            case WebServerException e ->
                    Optional.of(
                            new Explanation(
                                    "REST cannot listen: " + root(e),
                                    "Set RBDGATE_HTTP_HOST and RBDGATE_HTTP_PORT (--http-host, --http-port) to an address and port of this host.",
                                    StartupException.FAILED));
            case BindException e -> Optional.of(bad(e));
            default -> Optional.empty();
        };
    }

    private static Explanation bad(BindException failure) {
        if (failure.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            TreeSet<String> names = new TreeSet<>();
            unbound.getUnboundProperties().forEach(it -> names.add(it.getName().toString()));
            try {
                SettingNames.checkProperties(names);
            } catch (UsageException e) {
                return new Explanation(
                        String.valueOf(e.getMessage()), e.remedy(), UsageException.EXIT_CODE);
            }
        }
        String property = failure.getName().getLastElement(ConfigurationPropertyName.Form.DASHED);
        Object value = failure.getProperty() == null ? "" : failure.getProperty().getValue();
        return new Explanation(
                "%s (--%s) has the value '%s', which it cannot take: %s"
                        .formatted(
                                SettingNames.environment(property), property, value, root(failure)),
                "Correct it.",
                UsageException.EXIT_CODE);
    }

    private static Optional<Explanation> explained(
            RuntimeException failure, String remedy, int exitCode) {
        return Optional.of(new Explanation(String.valueOf(failure.getMessage()), remedy, exitCode));
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
