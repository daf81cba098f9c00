package dev.rbdgate.gateway;

import dev.rbdgate.gateway.settings.CommandLine;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.settings.SettingNames;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.gateway.startup.StartupException;
import dev.rbdgate.gateway.wiring.Failures;
import dev.rbdgate.gateway.wiring.GatewayConfiguration;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
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
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(CommandLine.USAGE);
            return;
        }
        try {
            var _ = run(arguments);
        } catch (UsageException e) {
            System.err.println(e.getMessage() + " " + e.remedy());
            System.exit(UsageException.EXIT_CODE);
        } catch (Throwable e) {
            // Spring has reported it.
            System.exit(
                    Failures.explain(e)
                            .map(Failures.Explanation::exitCode)
                            .orElse(StartupException.FAILED));
        }
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
