package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A host that writes to a LUN until it is closed, or half a minute is over. */
final class Load implements AutoCloseable {

    private static final String LIMIT_SECONDS = "30";
    private static final String REQUESTS = "100000000";

    private final Process process;

    /**
     * @param url the LUN's, of libiscsi
     */
    Load(Network network, String url) {
        try {
            process =
                    new ProcessBuilder(
                                    network.inside(
                                            List.of(
                                                    "timeout",
                                                    LIMIT_SECONDS,
                                                    "qemu-img",
                                                    "bench",
                                                    "-w",
                                                    "-f",
                                                    "raw",
                                                    "-c",
                                                    REQUESTS,
                                                    "-d",
                                                    "4",
                                                    "-s",
                                                    "8192",
                                                    url)))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
