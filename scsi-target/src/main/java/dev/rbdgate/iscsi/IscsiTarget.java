package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The iSCSI target service: portals, connections, sessions. */
public final class IscsiTarget implements AutoCloseable {

    public IscsiTarget(IscsiTargetSettings settings) {
        throw new UnsupportedOperationException();
    }

    /** Swaps what is served. Sessions whose grant is gone are asked to log out, then closed. */
    public void serve(TargetCatalogue catalogue) {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens the listening sockets.
     *
     * @throws java.io.UncheckedIOException with a {@link java.net.BindException} that names the
     *     address
     */
    public List<InetSocketAddress> start() {
        throw new UnsupportedOperationException();
    }

    /** The sessions in full feature phase, oldest first. */
    public List<SessionInfo> sessions() {
        throw new UnsupportedOperationException();
    }

    /** Closes a session; false if there is none of that id. */
    public boolean closeSession(long id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Stops accepting, asks every initiator to log out (RFC 7143 11.9.1, event 1), waits for
     * running commands, then closes what is left when {@code grace} is over.
     */
    public CompletableFuture<Void> shutdown(Duration grace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
