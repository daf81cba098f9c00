package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.ObjectContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells those who watch an image that its header has changed. */
final class HeaderNotice {

    private static final Logger LOG = LoggerFactory.getLogger(HeaderNotice.class);

    /** How long watchers have to acknowledge (as librbd). */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** HEADER_UPDATE in a message of version 7 that any version may read. */
    private static final byte[] HEADER_UPDATE =
            Encoder.bytes(e -> e.envelope(7, 1, content -> content.u32(3)));

    private HeaderNotice() {}

    /** Completes also when some could not be told: the change has happened. */
    static CompletableFuture<Void> send(ObjectContext context, String headerObject) {
        return context.notifyWatchers(headerObject, HEADER_UPDATE, TIMEOUT)
                .handle((result, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "watchers of {} are not told of its change: {}",
                                headerObject,
                                failure.getMessage());
                    } else if (!result.timeouts().isEmpty()) {
                        LOG.warn(
                                "{} watchers of {} do not answer",
                                result.timeouts().size(),
                                headerObject);
                    }
                    return null;
                });
    }
}
