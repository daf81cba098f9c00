package dev.rbdgate.gateway.training;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A training: every frequent command for a while, as a host sends them. */
public final class Training {

    /** The command line's name for it. Nobody but a build has a use for it. */
    public static final String NAME = "train";

    private static final String VOLUME = "train";

    /** Small enough for a build machine's page cache, large enough for some objects. */
    private static final int VOLUME_BYTES = 64 << 20;

    /** Flags of the gateway that is trained. */
    public static final List<String> GATEWAY =
            List.of(
                    "--volume",
                    VOLUME + "=" + VOLUME_BYTES,
                    "--iscsi-host=127.0.0.1",
                    "--iscsi-port=0",
                    "--http-port=0");

    /** One kind of load is run as long as this. */
    public static final Duration STEP = Duration.ofMillis(1500);

    private static final String TARGET = "iqn.2026-11.dev.rbdgate:" + VOLUME;
    private static final int BLOCK_BYTES = 512;
    private static final int SMALL = 4096;
    private static final int LARGE = 256 << 10;
    private static final int DEPTH = 32;

    /** Large commands kept outstanding: their data is in memory at once. */
    private static final int LARGE_DEPTH = 4;

    private static final int WRITES_PER_FLUSH = 32;

    private final InitiatorSession session;
    private final Duration step;
    private final Random random = new Random(1);

    private Training(InitiatorSession session, Duration step) {
        this.session = session;
        this.step = step;
    }

    /**
     * Loads a gateway that was started with {@link #GATEWAY}.
     *
     * @param step how long each kind of load lasts
     * @return commands that were answered with GOOD, which all were
     * @throws IOException if a command is answered otherwise, or the gateway goes away
     */
    public static long run(InetSocketAddress portal, Duration step) throws IOException {
        try (InitiatorSession session = InitiatorSession.login(portal, TARGET)) {
            Training training = new Training(session, step);
            training.fill();
            training.repeat(training::readSmall);
            training.repeat(training::writeSmall);
            training.repeat(training::mix);
            training.repeat(training::flushOften);
            training.repeat(training::moveLarge);
            training.repeat(training::unmap);
            return session.answered();
        }
    }

    @FunctionalInterface
    private interface Batch {
        void run() throws IOException;
    }

    private void repeat(Batch batch) throws IOException {
        long end = System.nanoTime() + step.toNanos();
        do {
            batch.run();
            session.awaitAll();
        } while (System.nanoTime() - end < 0);
    }

    private void fill() throws IOException {
        for (int at = 0; at < VOLUME_BYTES; at += LARGE) {
            session.send(Cdb.write(at / BLOCK_BYTES, LARGE / BLOCK_BYTES, false), 0, LARGE);
            session.awaitAll();
        }
    }

    private void readSmall() throws IOException {
        for (int i = 0; i < DEPTH; i++) {
            session.send(Cdb.read(address(SMALL), SMALL / BLOCK_BYTES), SMALL, 0);
        }
    }

    private void writeSmall() throws IOException {
        for (int i = 0; i < DEPTH; i++) {
            session.send(Cdb.write(address(SMALL), SMALL / BLOCK_BYTES, false), 0, SMALL);
        }
    }

    private void mix() throws IOException {
        for (int i = 0; i < DEPTH / 2; i++) {
            session.send(Cdb.read(address(SMALL), SMALL / BLOCK_BYTES), SMALL, 0);
            session.send(Cdb.write(address(SMALL), SMALL / BLOCK_BYTES, i == 0), 0, SMALL);
        }
    }

    private void flushOften() throws IOException {
        for (int i = 0; i < WRITES_PER_FLUSH; i++) {
            session.send(Cdb.write(address(SMALL), SMALL / BLOCK_BYTES, false), 0, SMALL);
        }
        session.awaitAll();
        session.send(Cdb.synchronizeCache(), 0, 0);
    }

    private void moveLarge() throws IOException {
        for (int i = 0; i < LARGE_DEPTH; i++) {
            session.send(Cdb.read(address(LARGE), LARGE / BLOCK_BYTES), LARGE, 0);
            session.send(Cdb.write(address(LARGE), LARGE / BLOCK_BYTES, false), 0, LARGE);
        }
    }

    private void unmap() throws IOException {
        for (int i = 0; i < LARGE_DEPTH; i++) {
            session.send(Cdb.unmapBySame(address(LARGE), LARGE / BLOCK_BYTES), 0, BLOCK_BYTES);
            session.send(Cdb.write(address(SMALL), SMALL / BLOCK_BYTES, false), 0, SMALL);
        }
    }

    /** A random block address, aligned to a length in bytes. */
    private int address(int length) {
        return random.nextInt(VOLUME_BYTES / length) * (length / BLOCK_BYTES);
    }
}
