package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStore.Pool;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Looks pools up by name. */
final class Pools {

    private Pools() {}

    /** Blocks when a pool is not in the map yet. */
    static List<Pool> lookUp(long cluster, List<String> names) {
        return names.stream().map(name -> lookUp(cluster, name)).toList();
    }

    private static Pool lookUp(long cluster, String name) {
        try (Scratch scratch = new Scratch()) {
            long id = ClusterCalls.poolLookup(cluster, scratch.string(name));
            if (id == -Errno.ENOENT) {
                throw ConnectAdvice.noPool(name, names(cluster));
            }
            if (id < 0) {
                throw new ObjectStoreException((int) -id, "looking up pool '" + name + "' failed");
            }
            return new Pool(id, name);
        }
    }

    /** All pools but those that are removed while they are looked up. */
    static List<Pool> all(long cluster) {
        List<Pool> pools = new ArrayList<>();
        for (String name : names(cluster)) {
            try (Scratch scratch = new Scratch()) {
                long id = ClusterCalls.poolLookup(cluster, scratch.string(name));
                if (id >= 0) {
                    pools.add(new Pool(id, name));
                }
            }
        }
        return pools;
    }

    private static List<String> names(long cluster) {
        int needed = ClusterCalls.poolList(cluster, Librados.NULL, 0);
        if (needed <= 0) {
            return List.of();
        }
        try (Scratch scratch = new Scratch()) {
            long buffer = scratch.allocate(needed);
            int written = Math.min(needed, ClusterCalls.poolList(cluster, buffer, needed));
            String all = new String(NativeMemory.getBytes(buffer, written), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("\0")).filter(name -> !name.isEmpty()).sorted().toList();
        }
    }
}
