package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.LockerId;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.Fencing;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a lock away from a client that may still have writes on their way: it is blocklisted, the
 * map that says so is waited for, and only then the lock is broken.
 */
final class LockBreaker {

    /** The cluster's default, an hour: longer than any call of a frozen client lives. */
    private static final Duration BLOCKLIST_DURATION = Duration.ZERO;

    private static final Logger LOG = LoggerFactory.getLogger(LockBreaker.class);

    private LockBreaker() {}

    /**
     * @param address {@code ip:port/nonce} of the client
     */
    static CompletableFuture<Void> fenceAndBreak(
            ObjectContext context, String header, LockerId locker, String address) {
        LOG.warn(
                "client.{} at {} loses the lock of {}: blocklisting it",
                locker.locker().number(),
                address,
                header);
        return fence(context, address).thenCompose(_ -> breakLock(context, header, locker));
    }

    private static CompletableFuture<Void> fence(ObjectContext context, String address) {
        if (!(context instanceof Fencing fencing)) {
            return CompletableFuture.failedFuture(
                    new ObjectStoreException(
                            Errno.EOPNOTSUPP, "a store with one client has no lock to take over"));
        }
        return fencing.blocklist(address, BLOCKLIST_DURATION)
                .thenCompose(_ -> fencing.waitForLatestMap());
    }

    /** Whoever has broken it already has done the same. */
    static CompletableFuture<Void> breakLock(
            ObjectContext context, String header, LockerId locker) {
        return Operations.absentIsFine(
                Operations.durably(context, header, Calls.breakLock(locker)));
    }
}
