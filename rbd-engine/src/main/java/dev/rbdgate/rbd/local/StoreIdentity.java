package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.store.ObjectStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of itself: its id, its pools, how often it was opened, how it ended.
 *
 * @param id a UUID, made with the store
 * @param instanceId of this opening
 * @param uncleanStop it was not closed the last time
 * @param uncleanHostRestart it was not closed, and the host has been restarted since, or so it was
 *     a time before, which was not long ago or was not followed by a clean close
 * @param firstAfterRestart the first opening since that restart; 0: there was none
 */
record StoreIdentity(
        String id,
        long instanceId,
        boolean uncleanStop,
        boolean uncleanHostRestart,
        long firstAfterRestart) {

    private static final byte[] ID = Keys.store("id");
    private static final byte[] INSTANCE = Keys.store("instance");
    private static final byte[] BOOT = Keys.store("boot");
    private static final byte[] CLEAN = Keys.store("clean");
    private static final byte[] LOST_WRITES = Keys.store("lost-writes");
    private static final byte[] FIRST_AFTER_LOSS = Keys.store("first-after-loss");
    private static final byte[] LAST_POOL = Keys.store("last-pool");
    private static final String POOL = "pool ";

    /**
     * How long after a power loss a clean close does not make it forgotten. Initiators that lived
     * on have come back by then, or have given up the LUN and told their users so.
     */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** Instance ids begin above this, as those of a Ceph cluster do. */
    private static final long FIRST_INSTANCE = 4096;

    /** Reads, and notes durably that the store is open now, on this boot of the host. */
    static StoreIdentity opened(
            KeyValueStore kv, String bootId, LongSupplier random, InstantSource clock)
            throws StoreFileException {
        String lastBoot = text(kv.get(BOOT));
        boolean unclean = lastBoot != null && kv.get(CLEAN) == null;
        String id = text(kv.get(ID));
        if (id == null) {
            id = new UUID(version4(random.getAsLong()), variant2(random.getAsLong())).toString();
        }
        byte[] before = kv.get(INSTANCE);
        long instance = (before == null ? FIRST_INSTANCE : ByteBuffer.wrap(before).getLong()) + 1;
        boolean lost = unclean && !bootId.equals(lastBoot);
        byte[] remembered = kv.get(LOST_WRITES);
        boolean lostWrites =
                lost || (remembered != null && (unclean || isRecent(remembered, clock)));
        KvBatch batch =
                new KvBatch()
                        .put(ID, bytes(id))
                        .put(INSTANCE, number(instance))
                        .put(BOOT, bytes(bootId))
                        .remove(CLEAN);
        if (lost) {
            batch.put(LOST_WRITES, number(clock.millis())).put(FIRST_AFTER_LOSS, number(instance));
        } else if (!lostWrites) {
            batch.remove(LOST_WRITES).remove(FIRST_AFTER_LOSS);
        }
        kv.commit(batch);
        kv.sync();
        long first = lostWrites ? firstAfterLoss(kv, instance) : 0;
        return new StoreIdentity(id, instance, unclean, lostWrites, first);
    }

    /** Stores of before do not have it: then all that was ever open may have lost writes. */
    private static long firstAfterLoss(KeyValueStore kv, long instance) throws StoreFileException {
        byte[] recorded = kv.get(FIRST_AFTER_LOSS);
        return recorded == null ? instance : ByteBuffer.wrap(recorded).getLong();
    }

    /** Whether a loss is to be told after clean closes, too. */
    private static boolean isRecent(byte[] lostAt, InstantSource clock) {
        // Stores of before have one byte there, and no time.
        return lostAt.length == Long.BYTES
                && clock.millis() - ByteBuffer.wrap(lostAt).getLong() < REMEMBERED.toMillis();
    }

    /** Whether a store that nobody has open was closed the last time. */
    static boolean wasClosed(KeyValueStore kv) throws StoreFileException {
        return kv.get(CLEAN) != null;
    }

    /** Notes that everything was flushed and the store is being closed. */
    static void closing(KeyValueStore kv) throws StoreFileException {
        // A loss is still remembered: not every initiator need have been told yet.
        kv.commit(new KvBatch().put(CLEAN, new byte[] {1}));
        kv.sync();
        kv.checkpoint();
    }

    static List<ObjectStore.Pool> pools(KeyValueStore kv) throws StoreFileException {
        byte[] start = Keys.store(POOL);
        List<ObjectStore.Pool> pools = new ArrayList<>();
        kv.scan(
                start,
                Keys.after(start),
                (key, value) -> {
                    String name =
                            new String(
                                    key,
                                    start.length,
                                    key.length - start.length,
                                    StandardCharsets.UTF_8);
                    pools.add(new ObjectStore.Pool(ByteBuffer.wrap(value).getLong(), name));
                    return true;
                });
        return pools;
    }

    static ObjectStore.Pool createPool(KeyValueStore kv, String name) throws StoreFileException {
        byte[] last = kv.get(LAST_POOL);
        long id = (last == null ? 0 : ByteBuffer.wrap(last).getLong()) + 1;
        kv.commit(
                new KvBatch().put(LAST_POOL, number(id)).put(Keys.store(POOL + name), number(id)));
        kv.sync();
        return new ObjectStore.Pool(id, name);
    }

    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** RFC 9562 5.4: the version field of a random UUID. */
    private static long version4(long random) {
        return (random & ~0xf000L) | 0x4000L;
    }

    private static long variant2(long random) {
        return (random & 0x3fffffffffffffffL) | 0x8000000000000000L;
    }
}
