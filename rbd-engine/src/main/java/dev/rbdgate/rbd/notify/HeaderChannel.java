package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Tells all clients of an image something. */
public final class HeaderChannel {

    /** How long watchers may take to acknowledge (as librbd). */
    public static final Duration NOTIFY_TIMEOUT = Duration.ofSeconds(5);

    private final ObjectContext context;
    private final String header;

    /**
     * @param header the name of the header object
     */
    public HeaderChannel(ObjectContext context, String header) {
        this.context = context;
        this.header = header;
    }

    /** Completes when all have acknowledged, or the time is over. */
    public CompletableFuture<NotifyResult> send(HeaderMessage message) {
        return context.notifyWatchers(header, message.toBytes(), NOTIFY_TIMEOUT);
    }

    /** Tells something that is of use to others only: completes also if it cannot be told. */
    public CompletableFuture<Void> tell(HeaderMessage message) {
        return send(message).handle((_, _) -> null);
    }
}
