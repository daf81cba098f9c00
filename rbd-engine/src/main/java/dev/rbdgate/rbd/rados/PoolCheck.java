package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.ReadOperation;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks each pool for one object, so that missing capabilities show at the start. */
final class PoolCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PoolCheck.class);

    /** Every user of RBD reads it first. */
    private static final String OBJECT = "rbd_directory";

    private PoolCheck() {}

    static void run(RadosObjectStore store, RadosStoreSettings settings) {
        for (Pool pool : store.pools()) {
            try {
                var _ =
                        store.context(pool, "")
                                .query(OBJECT, ReadOperation.of(new ReadOperation.Step.Stat()))
                                .get(settings.connectLimit().toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ObjectStoreException failure) {
                    judge(failure, settings, pool);
                } else {
                    throw new IllegalStateException(e.getCause());
                }
            } catch (TimeoutException e) {
                // The gateway starts nevertheless: its I/O waits, as it does when OSDs go later.
                LOG.warn("pool '{}' does not answer: are its OSDs up?", pool.name());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void judge(
            ObjectStoreException failure, RadosStoreSettings settings, Pool pool) {
        switch (failure.errno()) {
            case Errno.ENOENT -> {}
            case Errno.EPERM, ErrorNumbers.EACCES ->
                    throw ConnectAdvice.notAllowed(failure.errno(), settings.user(), pool.name());
            default -> throw failure;
        }
    }
}
