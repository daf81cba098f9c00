package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store can still keep its promises. A failed sync cannot be repeated: the system may
 * have dropped what it was to save. So the first failure stays, until the store is opened again.
 */
final class StoreHealth {

    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);

    private final AtomicReference<@Nullable StoreFileException> failure = new AtomicReference<>();

    void syncFailed(StoreFileException e) {
        if (failure.compareAndSet(null, e)) {
            LOG.error(
                    "The store's directory could not be synced. Writes and flushes are refused"
                            + " until the store is opened again; check the disk first.",
                    e);
        }
    }

    /** 0, or the result that refuses a write. */
    int refusal() {
        return failure.get() == null ? 0 : -Errno.EROFS;
    }

    /** 0, or the result that fails a flush. */
    int flushRefusal() {
        return failure.get() == null ? 0 : -Errno.EIO;
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure.get()).map(Throwable::getMessage);
    }
}
