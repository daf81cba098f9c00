package dev.rbdgate.rbd.local.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.MVMap;

/** One change of the key-value store. All are absolute: applying one again changes nothing. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
sealed interface KvChange {

    void applyTo(MVMap<byte[], byte[]> map);

    record Put(byte[] key, byte[] value) implements KvChange {
        @Override
        public void applyTo(MVMap<byte[], byte[]> map) {
            map.put(key, value);
        }
    }

    record Remove(byte[] key) implements KvChange {
        @Override
        public void applyTo(MVMap<byte[], byte[]> map) {
            map.remove(key);
        }
    }

    record RemoveRange(byte[] from, byte[] to) implements KvChange {
        @Override
        public void applyTo(MVMap<byte[], byte[]> map) {
            List<byte[]> doomed = new ArrayList<>();
            for (Iterator<byte[]> keys = map.keyIterator(from); keys.hasNext(); ) {
                byte[] key = keys.next();
                if (Arrays.compareUnsigned(key, to) >= 0) {
                    break;
                }
                doomed.add(key);
            }
            doomed.forEach(map::remove);
        }
    }
}
