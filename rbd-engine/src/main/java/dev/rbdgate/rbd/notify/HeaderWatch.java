package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectContext.Watch;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of an open image's header. One that is lost is begun anew, with another handle, until
 * that works or the client is fenced.
 *
 * <pre>
 * watching ──error──> lost ──watched again──> watching (told: messages may have been missed)
 *     │                 └── ESHUTDOWN ──> fenced (told)
 *     └──close──> closed
 * </pre>
 */
public final class HeaderWatch {

    /** Pauses between attempts to watch again, doubled each time between these. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(HeaderWatch.class);

    /** Told what comes, on threads of the store, which it must not block. */
    public interface Listener {
        /**
         * @return what the sender is answered; {@link OwnerAnswer#NOTHING} unless one is the owner
         */
        CompletableFuture<byte[]> received(long senderInstanceId, HeaderMessage message);

        /** Watching again after a loss, under another id: messages may have been missed. */
        void watchingAgain(ClientId id);

        /** This client is shut out of the cluster. */
        void fenced();
    }

    private final ObjectContext context;
    private final String header;
    private final Listener listener;
    private final Timing timing;

    /** Guarded by the monitor. */
    private Watch watch;

    private boolean closed;

    private HeaderWatch(
            ObjectContext context, String header, Listener listener, Timing timing, Watch watch) {
        this.context = context;
        this.header = header;
        this.listener = listener;
        this.timing = timing;
        this.watch = watch;
    }

    /** Begins to watch; ENOENT if there is no such header. */
    public static CompletableFuture<HeaderWatch> open(
            ObjectContext context, String header, Listener listener, Timing timing) {
        Receiver receiver = new Receiver(header, listener);
        return context.watch(header, receiver)
                .thenApply(watch -> {
                    HeaderWatch opened = new HeaderWatch(context, header, listener, timing, watch);
                    receiver.serve(opened);
                    return opened;
                });
    }

    /** Who this client is to the others; another one after a loss. */
    public synchronized ClientId id() {
        return new ClientId(context.instanceId(), watch.handle());
    }

    /** Stops watching. */
    public CompletableFuture<Void> close() {
        Watch last;
        synchronized (this) {
            closed = true;
            last = watch;
        }
        return last.unwatch();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void lost(int errno) {
        if (isClosed()) {
            return;
        }
        if (errno == Errno.ESHUTDOWN) {
            listener.fenced();
            return;
        }
        LOG.info("the watch of {} is lost (errno {}), watching again", header, errno);
        Watch old;
        synchronized (this) {
            old = watch;
        }
        var _ = old.unwatch().whenComplete((_, _) -> watchAgain(FIRST_PAUSE));
    }

    private void watchAgain(Duration pause) {
        if (isClosed()) {
            return;
        }
        Receiver receiver = new Receiver(header, listener);
        var _ =
                context.watch(header, receiver)
                        .whenComplete((begun, failure) -> {
                            if (failure == null) {
                                begun(begun, receiver);
                            } else {
                                notBegun(failure, pause);
                            }
                        });
    }

    private void begun(Watch begun, Receiver receiver) {
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                watch = begun;
            }
        }
        if (late) {
            var _ = begun.unwatch();
            return;
        }
        listener.watchingAgain(id());
        receiver.serve(this);
    }

    private void notBegun(Throwable failure, Duration pause) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof ObjectStoreException e && e.errno() == Errno.ESHUTDOWN) {
            listener.fenced();
            return;
        }
        LOG.warn("{} cannot be watched, trying again: {}", header, cause.getMessage());
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        var _ = timing.after(pause).whenComplete((_, _) -> watchAgain(next));
    }

    /** One watch's handler. A loss that comes before the watch is in use waits for that. */
    private static final class Receiver implements ObjectContext.WatchHandler {
        private final String header;
        private final Listener listener;
        private final CompletableFuture<HeaderWatch> served = new CompletableFuture<>();

        Receiver(String header, Listener listener) {
            this.header = header;
            this.listener = listener;
        }

        void serve(HeaderWatch watch) {
            served.complete(watch);
        }

        @Override
        public CompletableFuture<byte[]> notified(long notifierInstanceId, byte[] payload) {
            HeaderMessage message;
            try {
                message = HeaderMessage.decode(payload);
            } catch (MalformedException malformed) {
                LOG.warn("a message to {} cannot be read: {}", header, malformed.getMessage());
                return CompletableFuture.completedFuture(OwnerAnswer.NOTHING);
            }
            return listener.received(notifierInstanceId, message);
        }

        @Override
        public void failed(int errno) {
            var _ = served.thenAccept(watch -> watch.lost(errno));
        }
    }
}
