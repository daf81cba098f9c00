package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what another process does. */
public final class Wait {

    private static final Duration STEP = Duration.ofMillis(5);

    private Wait() {}

    /** Asks every few milliseconds until the answer is yes. Throws after the limit. */
    public static void until(String what, Duration limit, BooleanSupplier reached) {
        long end = System.nanoTime() + limit.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new LabException("waited in vain for " + what);
            }
            pause();
        }
    }

    /** Whether a port on loopback accepts connections. */
    public static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet: that is the answer
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
