package dev.rbdgate.acceptance;

import java.nio.file.Path;
import java.util.HexFormat;

/** A session of libiscsi that sends one command at a time and tells its status and sense data. */
final class CommandSession implements AutoCloseable {

    static final String GOOD = "GOOD";

    private final LineProgram program;

    /**
     * Logs in.
     *
     * @param directory for the program
     * @param initiator its iSCSI name
     */
    CommandSession(Network network, Path directory, String url, String initiator) {
        program = new LineProgram(network, directory, "iscsi-commands", url, initiator);
        program.expect("READY");
    }

    private String run(String line) {
        program.order(line);
        return program.answer();
    }

    /** {@code GOOD}, or {@code CHECK key/code} in hexadecimal digits, or another status. */
    String write(long lba, int blocks, int content) {
        return run("write %d %d %x".formatted(lba, blocks, content));
    }

    /** As {@link #write}, with FUA. */
    String writeThrough(long lba, int blocks, int content) {
        return run("through %d %d %x".formatted(lba, blocks, content));
    }

    /** {@code GOOD bytes content same} if all bytes are the same. */
    String read(long lba, int blocks) {
        return run("read %d %d".formatted(lba, blocks));
    }

    String unmap(long lba, int blocks) {
        return run("unmap %d %d".formatted(lba, blocks));
    }

    String sync() {
        return run("sync");
    }

    /**
     * Any other command.
     *
     * @param cdb hexadecimal digits
     * @param length of the data that it answers
     */
    String send(String cdb, int length) {
        return run("sense " + cdb + " " + length);
    }

    /** What a command answers that must be GOOD; as {@link #send}. */
    byte[] data(String cdb, int length) {
        String answer = run("data " + cdb + " " + length);
        if (!answer.startsWith(GOOD + " ")) {
            throw new AssertionError(cdb + ": " + answer);
        }
        return HexFormat.of().parseHex(answer.substring(GOOD.length() + 1));
    }

    @Override
    public void close() {
        program.close();
    }
}
