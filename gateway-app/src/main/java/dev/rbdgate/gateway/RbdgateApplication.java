package dev.rbdgate.gateway;

import dev.rbdgate.gateway.offline.OfflineCommands;
import dev.rbdgate.gateway.settings.CommandLine;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.settings.SettingNames;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.gateway.startup.GatewayRuntime;
import dev.rbdgate.gateway.startup.StartupException;
import dev.rbdgate.gateway.training.Training;
import dev.rbdgate.gateway.wiring.Failures;
import dev.rbdgate.gateway.wiring.GatewayConfiguration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** The gateway's main class. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(GatewayConfiguration.class)
public class RbdgateApplication {

    /** Runs the gateway until it is stopped by a signal, or ends with an exit code. */
    @SuppressWarnings("SystemOut") // the answers of a command line
    public static void main(String[] arguments) {
        if (arguments.length > 0 && OfflineCommands.isOne(arguments[0])) {
            System.exit(runOffline(arguments));
        }
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(CommandLine.USAGE);
            return;
        }
        try {
            if (Arrays.equals(arguments, new String[] {Training.NAME})) {
                train();
                return;
            }
            // First of all: whoever reads that it serves may end it at once.
            Termination.endsWell();
            var _ = run(arguments);
        } catch (Throwable failure) {
            System.exit(report(failure));
        }
    }

    /** The JVM that ends afterwards writes its ahead-of-time cache. */
    private static void train() throws IOException {
        try (ConfigurableApplicationContext context =
                run(Training.GATEWAY.toArray(String[]::new))) {
            InetSocketAddress portal =
                    context.getBean(GatewayRuntime.class).gateway().system().portals().getFirst();
            var _ = Training.run(portal, Training.STEP);
        }
    }

    @SuppressWarnings("SystemOut")
    private static int runOffline(String[] arguments) {
        // Their answers are for people: what libraries say about themselves is left out.
        LoggingSystem.get(RbdgateApplication.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        try {
            OfflineCommands.Answer answer =
                    OfflineCommands.run(
                            arguments, System.getenv(), Clock.systemUTC(), new SecureRandom());
            System.out.println(answer.text());
            return answer.exitCode();
        } catch (RuntimeException failure) {
            Failures.Explanation explanation =
                    Failures.explain(failure)
                            .orElseGet(() ->
                                    new Failures.Explanation(
                                            String.valueOf(failure),
                                            "Nothing was changed.",
                                            StartupException.FAILED));
            System.err.println("rbdgate: " + explanation.message());
            System.err.println("What to do: " + explanation.remedy());
            return explanation.exitCode();
        }
    }

    /** Says what went wrong and what to do; what nobody foresaw was logged by Spring. */
    @SuppressWarnings("SystemOut")
    private static int report(Throwable failure) {
        return Failures.explain(failure)
                .map(it -> {
                    System.err.println("rbdgate cannot start. " + it.message());
                    System.err.println("What to do: " + it.remedy());
                    return it.exitCode();
                })
                .orElse(StartupException.FAILED);
    }

    /**
     * Starts the gateway.
     *
     * @throws UsageException at a wrong flag or environment variable
     */
    public static ConfigurableApplicationContext run(String... arguments) {
        List<String> flags = CommandLine.translate(arguments);
        SettingNames.checkEnvironment(System.getenv().keySet());
        SettingNames.checkProperties(
                System.getProperties().stringPropertyNames().stream()
                        .filter(it -> it.startsWith(RbdgateSettings.PREFIX + "."))
                        .sorted()
                        .toList());
        SpringApplication application = new SpringApplication(RbdgateApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        return application.run(flags.toArray(String[]::new));
    }
}
