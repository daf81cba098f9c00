package dev.rbdgate.cli;

import dev.rbdgate.cli.command.Surroundings;
import dev.rbdgate.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs command lines as a shell would, with an environment, a directory and a terminal of its own.
 */
final class Shell {

    /** How a command ended. */
    record Result(int exitCode, String out, String err) {}

    final Map<String, String> environment = new HashMap<>();
    final List<Long> pauses = new ArrayList<>();
    final List<String> prompts = new ArrayList<>();
    private Path directory = Path.of("/nonexistent");
    private String input = "";
    private int columns;
    private int looks = Integer.MAX_VALUE;
    private long now;
    private @Nullable String typed;

    static Shell at(FakeGateway gateway) {
        Shell shell = new Shell();
        shell.environment.put("RBDGATE_URL", gateway.url());
        shell.environment.put("RBDGATE_TOKEN", "token-1");
        return shell;
    }

    Shell set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Shell unset(String variable) {
        environment.remove(variable);
        return this;
    }

    Shell in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    Shell input(String text) {
        input = text;
        return this;
    }

    /** Sits at a terminal of that width. */
    Shell terminal(int width) {
        columns = width;
        return this;
    }

    /** Is interrupted when it has looked so many times. */
    Shell interruptedAfter(int count) {
        looks = count;
        return this;
    }

    /** Time passes only here. */
    private void pause(long millis) throws InterruptedException {
        pauses.add(millis);
        now += millis * 1_000_000;
        if (--looks == 0) {
            throw new InterruptedException();
        }
    }

    /** Types a secret when asked. */
    Shell types(String secret) {
        typed = secret;
        return this;
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings =
                new Surroundings(
                        environment,
                        directory,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new FakeTerminal(),
                        this::pause,
                        () -> now);
        int code = new CommandLineRunner(surroundings).run(args).code();
        return new Result(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private final class FakeTerminal implements Terminal {
        @Override
        public boolean isInteractive() {
            return columns > 0;
        }

        @Override
        public int columns() {
            return columns;
        }

        @Override
        public @Nullable String readSecret(String prompt) {
            prompts.add(prompt);
            return typed;
        }
    }
}
