package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.SnapContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One immutable {@code rados_ioctx_t}. Changing one that others use is not thread-safe in librados,
 * so there is one for each pool, namespace, snapshot context and read snapshot. Calls hold it while
 * they run; retired, it is destroyed when the last lets go.
 */
final class IoContext {

    /** What makes contexts different. */
    record Key(long poolId, String namespace, SnapContext snapContext, long readSnap) {}

    private final Key key;
    private final long address;

    /** Calls that hold it, and one while it is not retired. Destroyed at 0. */
    private final AtomicInteger holders = new AtomicInteger(1);

    private final Runnable afterDestroy;

    IoContext(Key key, long address, Runnable afterDestroy) {
        this.key = key;
        this.address = address;
        this.afterDestroy = afterDestroy;
    }

    Key key() {
        return key;
    }

    /** The {@code rados_ioctx_t}, for those who hold it. */
    long address() {
        return address;
    }

    /**
     * @return false if it is destroyed
     */
    boolean hold() {
        int count = holders.get();
        while (count > 0) {
            if (holders.compareAndSet(count, count + 1)) {
                return true;
            }
            count = holders.get();
        }
        return false;
    }

    void letGo() {
        if (holders.decrementAndGet() == 0) {
            ContextCalls.destroy(address);
            afterDestroy.run();
        }
    }

    /** Whether nobody but the cache holds it. */
    boolean isIdle() {
        return holders.get() == 1;
    }
}
