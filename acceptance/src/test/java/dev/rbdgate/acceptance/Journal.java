package dev.rbdgate.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The initiator that remembers what was acknowledged ({@code src/test/c/iscsi-journal.c}). It lives
 * as long as the test: gateways come and go.
 */
final class Journal implements AutoCloseable {

    private static final Duration COMPILE_LIMIT = Duration.ofMinutes(1);

    /** Connecting and reading the whole unit, on a busy machine. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private static final String END_OF_OUTPUT = "\0";

    private final Process process;
    private final Writer orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /**
     * Compiles and starts it; nothing is sent yet.
     *
     * @param directory for the program
     * @param url of a unit that was never written to
     */
    Journal(Network network, Path directory, String url, long seed) {
        Path program = directory.resolve("iscsi-journal");
        Command.run(
                        COMPILE_LIMIT,
                        Map.of(),
                        List.of(
                                "gcc",
                                "-O2",
                                "-o",
                                program.toString(),
                                "src/test/c/iscsi-journal.c",
                                "-liscsi"))
                .ok();
        try {
            process =
                    new ProcessBuilder(
                                    network.inside(
                                            List.of(program.toString(), url, Long.toString(seed))))
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        orders = process.outputWriter(StandardCharsets.US_ASCII);
        Thread.ofPlatform().daemon().name("journal").start(this::readAnswers);
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            lines.lines().forEach(answers::add);
        } catch (IOException | UncheckedIOException e) {
            answers.add(e.toString());
        }
        answers.add(END_OF_OUTPUT);
    }

    /**
     * Connects, compares every sector with what was acknowledged, and begins to write.
     *
     * @return when writes are acknowledged again
     */
    void compareAndRun() {
        order("run");
        expect("verified ");
        expect("running");
    }

    /**
     * What was under way when the connection ended.
     *
     * @param acknowledged changes since the connection was made
     * @param unanswered sectors whose last change may have happened or not
     */
    record Loss(long acknowledged, long unanswered) {}

    /** Waits until the connection has ended. */
    Loss awaitLoss() {
        String[] words = expect("lost ").split(" ", -1);
        return new Loss(Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    /** Connects, compares once more, and ends. */
    void compareAndFinish() {
        order("finish");
        expect("verified ");
    }

    private void order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the journal is gone: " + answers, e);
        }
    }

    private String expect(String beginning) {
        try {
            String answer = answers.poll(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null || !answer.startsWith(beginning)) {
                throw new AssertionError("expected '%s': %s".formatted(beginning, answer));
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
