package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A host that reads or writes a LUN until it is closed, or some minutes are over. */
final class Load implements AutoCloseable {

    private static final String LIMIT_SECONDS = "180";
    private static final String REQUESTS = "100000000";

    private final Process process;

    /**
     * One that writes.
     *
     * @param url the LUN's, of libiscsi
     */
    Load(Network network, String url) {
        this(network, List.of("-w", "-f", "raw", "-d", "4", "-s", "8192", url));
    }

    /**
     * @param options the LUN and the host's name, as QEMU's {@code --image-opts} takes them
     * @param how {@code -w} to write, {@code -d} and {@code -s} as {@code qemu-img bench} has them
     */
    Load(Network network, String options, String... how) {
        this(network, with(List.of(how), "--image-opts", options));
    }

    private Load(Network network, List<String> arguments) {
        List<String> command =
                with(List.of("timeout", LIMIT_SECONDS, "qemu-img", "bench", "-c", REQUESTS));
        command.addAll(arguments);
        try {
            process =
                    new ProcessBuilder(network.inside(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> with(List<String> list, String... more) {
        List<String> all = new ArrayList<>(list);
        all.addAll(List.of(more));
        return all;
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
