package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.NativeStoreFiles;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.SnapContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded object store: one directory, one owner.
 *
 * <pre>
 *   format                          what the directory is
 *   owner.lock                      locked by the process that has it open
 *   kv/                             everything small: omap, attributes, metadata objects, pools
 *   pools/ID/NAMESPACE/SHARD/NAME   one sparse file per data object
 *   layers/SHARD/ID                 what was written to data objects under snapshots
 *   tmp/                            data objects that are being made
 * </pre>
 */
public final class LocalObjectStore implements ObjectStore {

    /** The pool that a new store has. */
    public static final String DEFAULT_POOL = "rbd";

    /** The longest atomic write: it passes through the log of the key-value store. */
    public static final int ATOMIC_WRITE_BYTES = 64 << 10;

    /** Most pools of a store. */
    public static final int MAX_POOLS = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LocalObjectStore.class);

    private final StoreParts parts;
    private final StoreIdentity identity;
    private final StoreFiles.FileLock lock;
    private final WatchRegistry watches;
    private final DirectoryNode poolsDirectory;
    private final Map<String, Pool> pools = new ConcurrentHashMap<>();
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** The scope of what is done on behalf of nobody: completing what a crash interrupted. */
    private final FlushScope ownScope = new FlushScope();

    LocalObjectStore(
            StoreParts parts, StoreIdentity identity, StoreFiles.FileLock lock, List<Pool> known) {
        this.parts = parts;
        this.identity = identity;
        this.lock = lock;
        this.watches = new WatchRegistry(identity.instanceId(), parts.workers());
        this.poolsDirectory = DirectoryNode.root(parts.files()).child(StoreParts.POOLS);
        this.poolsDirectory.seen();
        known.forEach(pool -> pools.put(pool.name(), pool));
    }

    /**
     * Opens the store in a directory, making the directory and the store if there is none.
     *
     * @throws StoreOpenException says what is wrong, and what to do
     */
    public static LocalObjectStore open(Path directory, LocalStoreSettings settings)
            throws StoreOpenException {
        StoreOpening.makeDirectory(directory);
        try {
            return open(NativeStoreFiles.in(directory), settings);
        } catch (StoreFileException e) {
            throw StoreOpening.unusable(directory.toString(), e);
        }
    }

    /** Opens the store in a file tree, making it if there is none. */
    public static LocalObjectStore open(StoreFiles files, LocalStoreSettings settings)
            throws StoreOpenException {
        return new StoreOpening(files, settings).open();
    }

    @Override
    public String kind() {
        return "local";
    }

    @Override
    public String id() {
        return identity.id();
    }

    @Override
    public long instanceId() {
        return identity.instanceId();
    }

    @Override
    public boolean volatileWriteCache() {
        return true;
    }

    @Override
    public int atomicWriteBytes() {
        return ATOMIC_WRITE_BYTES;
    }

    /** Whether it was not closed the last time: what it derived from data needs to be rebuilt. */
    public boolean uncleanStop() {
        return identity.uncleanStop();
    }

    /**
     * Whether, besides, the host was restarted since: acknowledged writes that nobody flushed may
     * be gone.
     */
    @Override
    public boolean uncleanHostRestart() {
        return identity.uncleanHostRestart();
    }

    @Override
    public long firstInstanceSinceRestart() {
        return identity.firstAfterRestart();
    }

    /** Why writes and flushes are refused since a sync has failed; empty while all is well. */
    public Optional<String> failure() {
        return parts.health().failure();
    }

    /** Data files that are open now. */
    int openFiles() {
        return parts.table().openFiles();
    }

    /** Whether nothing is being tidied now. */
    boolean isTidy() {
        return parts.tidier().isIdle();
    }

    @Override
    public List<Pool> pools() {
        return List.copyOf(pools.values());
    }

    @Override
    public Optional<Pool> pool(String name) {
        return Optional.ofNullable(pools.get(name));
    }

    /**
     * Makes a pool, durably; blocks until it is.
     *
     * @throws ObjectStoreException EEXIST, EINVAL, or what the disk answered
     */
    public synchronized Pool createPool(String name) {
        if (ObjectNames.check(name) != 0 || pools.size() >= MAX_POOLS) {
            throw new ObjectStoreException(Errno.EINVAL, "pool name " + name);
        }
        if (pools.containsKey(name)) {
            throw new ObjectStoreException(Errno.EEXIST, "pool " + name);
        }
        try {
            Pool pool = StoreIdentity.createPool(parts.kv(), name);
            pools.put(name, pool);
            return pool;
        } catch (StoreFileException e) {
            throw new ObjectStoreException(e.errno(), "create pool " + name);
        }
    }

    @Override
    public ObjectContext context(Pool pool, String namespace) {
        return context(pool, namespace, new FlushScope());
    }

    ObjectContext context(Pool pool, String namespace, FlushScope scope) {
        if (!pool.equals(pools.get(pool.name()))) {
            throw new ObjectStoreException(Errno.ENOENT, "pool " + pool.name());
        }
        if ((!namespace.isEmpty() && ObjectNames.check(namespace) != 0)
                || ObjectNames.directoryOf(namespace).length() > ObjectNames.MAX_FILE_NAME) {
            throw new ObjectStoreException(Errno.EINVAL, "namespace " + namespace);
        }
        return new LocalContext(
                this,
                namespace(pool, namespace),
                watches,
                scope,
                SnapContext.EMPTY,
                SnapContext.HEAD);
    }

    private Namespace namespace(Pool pool, String namespace) {
        return namespaces.computeIfAbsent(
                pool.id() + "/" + namespace,
                _ ->
                        new Namespace(
                                parts,
                                pool,
                                namespace,
                                poolsDirectory.child(Long.toString(pool.id()))));
    }

    /** Completes an operation that a crash interrupted. */
    void resume(long poolId, String namespace, String name, Intent intent)
            throws StoreFileException {
        Pool pool =
                pools.values().stream()
                        .filter(each -> each.id() == poolId)
                        .findFirst()
                        .orElseThrow(() ->
                                new StoreFileException(
                                        Errno.EIO, "find pool " + poolId + " of " + name));
        LocalObject object = namespace(pool, namespace).object(name);
        object.lookUp();
        new DataFileWriter(object, ownScope).resume(intent);
    }

    /** Tidies in the background, beginning with what was left to do. */
    void startTidying() {
        parts.tidier().start(this::objectOf);
    }

    private @Nullable LocalObject objectOf(byte[] key) {
        long poolId = Keys.poolIn(key);
        String namespace = Keys.namespaceIn(key);
        byte[] before = Keys.namespace(key[0], poolId, namespace);
        return pools.values().stream()
                .filter(pool -> pool.id() == poolId)
                .findFirst()
                .map(pool -> namespace(pool, namespace).object(Keys.nameIn(key, before.length)))
                .orElse(null);
    }

    @Override
    public Activity activity() {
        return new Activity(
                parts.syncer().runs(),
                parts.syncer().runNanos(),
                parts.health().failure().isPresent(),
                0,
                0,
                0,
                List.of());
    }

    @Override
    public Capacity capacity() {
        try {
            StoreFiles.Space space = parts.files().space();
            long available = Math.max(0, space.availableBytes() - parts.settings().reserveBytes());
            return new Capacity(
                    space.totalBytes(), space.totalBytes() - space.availableBytes(), available);
        } catch (StoreFileException e) {
            throw new ObjectStoreException(e.errno(), "ask for the space of the store");
        }
    }

    @Override
    public CompletableFuture<Void> close() {
        if (closing.compareAndSet(false, true)) {
            var _ =
                    parts.workers()
                            .drain()
                            .thenRunAsync(this::closeNow, parts.workers()::executeSync)
                            .whenComplete((_, failure) -> ended(failure));
        }
        return closed;
    }

    private void ended(@Nullable Throwable failure) {
        parts.workers().shutdown();
        if (failure == null) {
            closed.complete(null);
        } else {
            closed.completeExceptionally(failure);
        }
    }

    private void closeNow() {
        try {
            if (parts.health().failure().isEmpty()) {
                // One call instead of one for each file that some scope has not flushed.
                parts.files().syncAll();
                LayerRecovery.settleSynced(
                        parts.files(), parts.kv(), parts.layers(), parts.hostBoot());
                // Closed files leave their checksums in the records, before those are complete.
                parts.table().closeAll();
                StoreIdentity.closing(parts.kv());
            } else {
                LOG.warn("The store is closed without a clean mark: a sync has failed");
            }
        } catch (StoreFileException e) {
            parts.health().syncFailed(e);
            throw new ObjectStoreException(e.errno(), "close the store");
        } finally {
            parts.table().closeAll();
            parts.kv().close();
            lock.close();
        }
    }
}
