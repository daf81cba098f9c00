package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Effects on the payload of an object in the key-value store, kept apart until they are committed
 * all together.
 */
final class RecordStage {

    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore kv;
    private final byte[] object;
    private final TreeMap<Long, byte[]> chunks = new TreeMap<>();

    /** Stored chunks from here on do not count any more. */
    private long storedChunks;

    private long size;

    RecordStage(KeyValueStore kv, byte[] object, long size) {
        this.kv = kv;
        this.object = object;
        this.size = size;
        this.storedChunks = chunksOf(size);
    }

    private static long chunksOf(long bytes) {
        return (bytes + RecordPayload.CHUNK_BYTES - 1) / RecordPayload.CHUNK_BYTES;
    }

    void apply(DataEffect effect) throws StoreFileException {
        switch (effect) {
            case DataEffect.Create _ -> {}
            case DataEffect.Write(long offset, List<ByteBuffer> data) -> write(offset, data);
            case DataEffect.Replace(List<ByteBuffer> data) -> {
                truncate(0);
                write(0, data);
            }
            case DataEffect.Repeat(long offset, long length, ByteBuffer pattern) -> {
                for (long at = 0; at < length; at += pattern.remaining()) {
                    write(offset + at, List.of(pattern));
                }
            }
            case DataEffect.Zero(long offset, long length) ->
                    zero(offset, Math.min(offset + length, size));
            case DataEffect.Truncate(long newSize) -> truncate(newSize);
            case DataEffect.Remove _ -> truncate(0);
        }
        size = effect.sizeAfter(size);
    }

    private byte[] chunk(long index) throws StoreFileException {
        byte[] staged = chunks.get(index);
        if (staged == null && index < storedChunks) {
            staged = kv.get(Keys.chunk(object, index));
        }
        return staged == null ? NOTHING : staged;
    }

    private void write(long offset, List<ByteBuffer> data) throws StoreFileException {
        long at = offset;
        for (ByteBuffer buffer : data) {
            int done = 0;
            while (done < buffer.remaining()) {
                long index = at / RecordPayload.CHUNK_BYTES;
                int within = (int) (at % RecordPayload.CHUNK_BYTES);
                int part = Math.min(buffer.remaining() - done, RecordPayload.CHUNK_BYTES - within);
                byte[] old = chunk(index);
                byte[] changed = Arrays.copyOf(old, Math.max(old.length, within + part));
                buffer.get(buffer.position() + done, changed, within, part);
                chunks.put(index, changed);
                done += part;
                at += part;
            }
        }
        size = Math.max(size, at);
    }

    private void zero(long from, long to) throws StoreFileException {
        for (long at = from; at < to; ) {
            long index = at / RecordPayload.CHUNK_BYTES;
            int within = (int) (at % RecordPayload.CHUNK_BYTES);
            int part = (int) Math.min(to - at, RecordPayload.CHUNK_BYTES - within);
            byte[] changed = chunk(index).clone();
            if (within < changed.length) {
                Arrays.fill(changed, within, Math.min(changed.length, within + part), (byte) 0);
            }
            chunks.put(index, changed);
            at += part;
        }
    }

    private void truncate(long newSize) throws StoreFileException {
        if (newSize < size) {
            long kept = chunksOf(newSize);
            int within = (int) (newSize % RecordPayload.CHUNK_BYTES);
            if (within > 0) {
                byte[] last = chunk(kept - 1);
                chunks.put(kept - 1, Arrays.copyOf(last, Math.min(last.length, within)));
            }
            chunks.tailMap(kept, true).clear();
            storedChunks = Math.min(storedChunks, kept);
        }
        size = newSize;
    }

    /** Adds the changes of chunks to a batch. */
    void commitTo(KvBatch batch, long sizeBefore) {
        if (storedChunks < chunksOf(sizeBefore)) {
            batch.removeRange(
                    Keys.chunk(object, storedChunks), Keys.after(Keys.of(object, Keys.PAYLOAD)));
        }
        chunks.forEach((index, chunk) -> {
            if (chunk.length == 0 || isZero(chunk)) {
                batch.remove(Keys.chunk(object, index));
            } else {
                batch.put(Keys.chunk(object, index), chunk);
            }
        });
    }

    private static boolean isZero(byte[] chunk) {
        for (byte b : chunk) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
