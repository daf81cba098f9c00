package dev.rbdgate.rbd.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A RADOS-shaped object store: the embedded one, or a Ceph cluster. */
public interface ObjectStore {

    /** {@code local} or {@code rados}. */
    String kind();

    /** The store's own id, a UUID: the cluster's fsid on Ceph. */
    String id();

    /**
     * This client's instance id in the store, unique among all clients ever (RADOS: gid). A store
     * that connects more than once answers one of its ids; {@link ObjectContext#instanceId} tells.
     */
    long instanceId();

    /** Whether completed writes need a flush to survive power loss. */
    boolean volatileWriteCache();

    /**
     * Whether the store's machine was restarted under it, without a clean end: writes that had
     * completed and that nobody had flushed may be gone.
     */
    default boolean uncleanHostRestart() {
        return false;
    }

    /**
     * The first {@link #instanceId} since that restart: what this and later ones have written it
     * has not taken away. 0 if there was none.
     */
    default long firstInstanceSinceRestart() {
        return 0;
    }

    /**
     * The longest {@link WriteOperation.Step.AtomicWrite}, in bytes: a power of two, or 0 if not
     * offered.
     */
    default int atomicWriteBytes() {
        return 0;
    }

    /** The pools that may be used, by configuration. */
    List<Pool> pools();

    Optional<Pool> pool(String name);

    /** All pools there are, those included that configuration leaves out: clones may be in any. */
    default CompletableFuture<List<Pool>> allPools() {
        return CompletableFuture.completedFuture(pools());
    }

    /**
     * Whether clones may be registered with their parent image (clones of the second kind), which
     * clients before release mimic do not know.
     */
    default CompletableFuture<Boolean> cloneV2Allowed() {
        return CompletableFuture.completedFuture(true);
    }

    /**
     * The objects of a pool and namespace, for writing at the head without snapshots. Each call may
     * answer another client's context: an open image makes one and derives the others from it.
     *
     * @param namespace empty for the default one
     */
    ObjectContext context(Pool pool, String namespace);

    Capacity capacity();

    /** What it has done since it was opened. */
    default Activity activity() {
        return Activity.NONE;
    }

    /** Flushes, waits for running calls, marks a clean end. */
    CompletableFuture<Void> close();

    /**
     * @param id never reused within the store
     */
    record Pool(long id, String name) {}

    /**
     * Figures for operators. A store that does not know one answers 0.
     *
     * @param syncs how often data was made durable by a flush
     * @param syncNanos how long that took together
     * @param syncFailed whether a sync has failed, so that writes are refused
     * @param running operations that the cluster has not answered
     * @param waiting operations that have not been sent to it, since too many run
     * @param reconnects connections to the cluster that had to be replaced
     * @param calls to the cluster, a kind at most once
     */
    record Activity(
            long syncs,
            long syncNanos,
            boolean syncFailed,
            long running,
            long waiting,
            long reconnects,
            List<CallTimes> calls) {
        static final Activity NONE = new Activity(0, 0, false, 0, 0, 0, List.of());
    }

    /** Bytes of storage, of the whole store. */
    record Capacity(long totalBytes, long usedBytes, long availableBytes) {}
}
