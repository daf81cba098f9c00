package dev.rbdgate.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One of the small initiators in C (libiscsi) of these tests: it takes orders and gives answers,
 * line by line.
 */
final class LineProgram implements AutoCloseable {

    private static final Duration COMPILE_LIMIT = Duration.ofMinutes(1);

    /** Connecting and reading a whole unit, on a busy machine. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private static final String END_OF_OUTPUT = "\0";

    private final String name;
    private final Process process;
    private final Writer orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /**
     * Compiles and starts it.
     *
     * @param name of the source in {@code src/test/c}, without its ending
     * @param directory for the program
     */
    LineProgram(Network network, Path directory, String name, String... arguments) {
        this.name = name;
        Path program = directory.resolve(name);
        if (!program.toFile().exists()) {
            String source = "src/test/c/" + name + ".c";
            List<String> compile = List.of("gcc", "-O2", "-o", program.toString(), source);
            Command.run(COMPILE_LIMIT, Map.of(), with(compile, "-liscsi")).ok();
        }
        try {
            process =
                    new ProcessBuilder(network.inside(with(List.of(program.toString()), arguments)))
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        orders = process.outputWriter(StandardCharsets.US_ASCII);
        Thread.ofPlatform().daemon().name(name).start(this::readAnswers);
    }

    private static List<String> with(List<String> list, String... more) {
        List<String> all = new ArrayList<>(list);
        all.addAll(List.of(more));
        return all;
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            lines.lines().forEach(answers::add);
        } catch (IOException | UncheckedIOException e) {
            answers.add(e.toString());
        }
        answers.add(END_OF_OUTPUT);
    }

    void order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is gone: " + answers, e);
        }
    }

    /** The next line; fails if it ended, or says nothing for a minute. */
    String answer() {
        try {
            String answer = answers.poll(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new AssertionError(name + " is silent for " + ANSWER_LIMIT);
            }
            if (answer.equals(END_OF_OUTPUT)) {
                throw new AssertionError(name + " has ended");
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next line, which must begin so. */
    String expect(String beginning) {
        String answer = answer();
        if (!answer.startsWith(beginning)) {
            throw new AssertionError("%s: expected '%s': %s".formatted(name, beginning, answer));
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
