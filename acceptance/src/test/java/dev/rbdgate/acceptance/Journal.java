package dev.rbdgate.acceptance;

import java.nio.file.Path;

/**
 * The initiator that remembers what was acknowledged ({@code src/test/c/iscsi-journal.c}). It lives
 * as long as the test: gateways come and go.
 */
final class Journal implements AutoCloseable {

    private final LineProgram program;

    /**
     * Compiles and starts it; nothing is sent yet.
     *
     * @param directory for the program
     * @param url of a unit that was never written to
     */
    Journal(Network network, Path directory, String url, long seed) {
        program = new LineProgram(network, directory, "iscsi-journal", url, String.valueOf(seed));
    }

    /**
     * Connects, compares every sector with what was acknowledged, begins to write, and returns when
     * writes are acknowledged again.
     */
    void compareAndRun() {
        program.order("run");
        program.expect("verified ");
        program.expect("running");
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
        String[] words = program.expect("lost ").split(" ", -1);
        return new Loss(Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    /** Connects, compares once more, and ends. */
    void compareAndFinish() {
        program.order("finish");
        program.expect("verified ");
    }

    @Override
    public void close() {
        program.close();
    }
}
