package dev.rbdgate.rbd.files.simulated;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a power loss leaves of a recording: everything that a sync covered, and of the rest what
 * chance decides, each name and each block by itself, as a disk with a volatile cache would.
 */
public final class PowerLoss {

    /** Decides about what was not synced. */
    @FunctionalInterface
    public interface Survival {
        Survival NOTHING = (_, _) -> false;
        Survival EVERYTHING = (_, _) -> true;

        /**
         * @param entry index of the operation in the recording
         * @param piece which block of a write; 0 for other operations
         */
        boolean survives(int entry, int piece);
    }

    private final MemoryStoreFiles before;
    private final List<FileRecording.Entry> entries;

    /**
     * @param before the tree as it was, all of it durable, when the recording began
     */
    public PowerLoss(MemoryStoreFiles before, List<FileRecording.Entry> entries) {
        this.before = before;
        this.entries = entries;
    }

    /** The tree after a power loss when {@code cut} operations had returned. */
    public MemoryStoreFiles after(int cut, Survival survival) {
        boolean[] durable = durable(cut);
        Map<String, SparseBytes> seen = before.contents();
        Map<String, SparseBytes> left = new HashMap<>(seen);
        Set<String> directories = new TreeSet<>(before.directories());
        Map<Long, SparseBytes> nodes = new HashMap<>();
        for (int i = 0; i < cut; i++) {
            boolean kept = durable[i] || survival.survives(i, 0);
            switch (entries.get(i).operation()) {
                case FileOperation.Open(String path, long file) -> {
                    SparseBytes node = seen.get(path);
                    if (node != null) {
                        nodes.put(file, node);
                    }
                }
                case FileOperation.Create(String path, long file) -> {
                    SparseBytes node = new SparseBytes();
                    nodes.put(file, node);
                    seen.put(path, node);
                    if (kept) {
                        left.put(path, node);
                    }
                }
                case FileOperation.MakeDirectory(String path) -> {
                    if (kept) {
                        directories.add(path);
                    }
                }
                case FileOperation.Rename(String from, String to) -> {
                    SparseBytes node = seen.remove(from);
                    if (node != null) {
                        seen.put(to, node);
                        // A new name that is durable leads to its file, whose first name may not
                        // be.
                        if (kept) {
                            left.remove(from);
                            left.put(to, node);
                        }
                    }
                }
                case FileOperation.Delete(String path) -> {
                    seen.remove(path);
                    if (kept) {
                        left.remove(path);
                        directories.remove(path);
                    }
                }
                case FileOperation.Write write -> write(nodes, write, i, durable[i], survival);
                case FileOperation.PunchHole(_, long file, long position, long length) -> {
                    if (kept) {
                        node(nodes, file).punchHole(position, length);
                    }
                }
                case FileOperation.Allocate(_, long file, long position, long length) -> {
                    if (kept) {
                        node(nodes, file).allocate(position, length);
                    }
                }
                case FileOperation.Truncate(_, long file, long size) -> {
                    if (kept) {
                        node(nodes, file).truncate(size);
                    }
                }
                case FileOperation.Read _,
                        FileOperation.SyncFile _,
                        FileOperation.SyncDirectory _,
                        FileOperation.SyncAll _,
                        FileOperation.Mark _ -> {}
            }
        }
        left.keySet().removeIf(path -> !reachable(directories, path));
        directories.removeIf(path -> !reachable(directories, path));
        return new MemoryStoreFiles(before.capacityBytes(), new TreeMap<>(left), directories);
    }

    private static SparseBytes node(Map<Long, SparseBytes> nodes, long file) {
        return nodes.computeIfAbsent(file, _ -> new SparseBytes());
    }

    private static boolean reachable(Set<String> directories, String path) {
        for (String at = path; !at.isEmpty(); ) {
            at = MemoryStoreFiles.parent(at);
            if (!directories.contains(at)) {
                return false;
            }
        }
        return true;
    }

    private static void write(
            Map<Long, SparseBytes> nodes,
            FileOperation.Write write,
            int entry,
            boolean durable,
            Survival survival) {
        byte[] data = write.data();
        SparseBytes node = node(nodes, write.file());
        int piece = 0;
        for (int done = 0; done < data.length; piece++) {
            long at = write.position() + done;
            int part =
                    (int)
                            Math.min(
                                    data.length - done,
                                    SparseBytes.BLOCK_BYTES - at % SparseBytes.BLOCK_BYTES);
            if (durable || survival.survives(entry, piece)) {
                node.write(at, ByteBuffer.wrap(data, done, part));
            }
            done += part;
        }
    }

    /** Which of the first {@code cut} operations a sync among them has made durable. */
    public boolean[] durable(int cut) {
        boolean[] durable = new boolean[cut];
        Map<Long, Integer> fileSyncs = new HashMap<>();
        Map<String, Integer> directorySyncs = new HashMap<>();
        int allSynced = 0;
        for (int i = cut - 1; i >= 0; i--) {
            FileRecording.Entry entry = entries.get(i);
            durable[i] = i < allSynced;
            if (entry.operation() instanceof FileOperation.SyncAll) {
                allSynced = Math.max(allSynced, entry.startedAt());
            }
            durable[i] |=
                    switch (entry.operation()) {
                        case FileOperation.SyncFile(_, long file) -> {
                            fileSyncs.merge(file, entry.startedAt(), Math::max);
                            yield true;
                        }
                        case FileOperation.SyncDirectory(String path) -> {
                            directorySyncs.merge(path, entry.startedAt(), Math::max);
                            yield true;
                        }
                        case FileOperation.Create(String path, _) -> named(directorySyncs, path, i);
                        case FileOperation.MakeDirectory(String path) ->
                                named(directorySyncs, path, i);
                        case FileOperation.Rename(String path, String to) ->
                                named(directorySyncs, path, i) || named(directorySyncs, to, i);
                        case FileOperation.Delete(String path) -> named(directorySyncs, path, i);
                        case FileOperation.Write(_, long file, _, _) -> covered(fileSyncs, file, i);
                        case FileOperation.PunchHole(_, long file, _, _) ->
                                covered(fileSyncs, file, i);
                        case FileOperation.Allocate(_, long file, _, _) ->
                                covered(fileSyncs, file, i);
                        case FileOperation.Truncate(_, long file, _) -> covered(fileSyncs, file, i);
                        case FileOperation.Open _,
                                FileOperation.SyncAll _,
                                FileOperation.Read _,
                                FileOperation.Mark _ ->
                                true;
                    };
        }
        return durable;
    }

    private static boolean named(Map<String, Integer> syncs, String path, int entry) {
        return syncs.getOrDefault(MemoryStoreFiles.parent(path), 0) > entry;
    }

    private static boolean covered(Map<Long, Integer> syncs, long file, int entry) {
        return syncs.getOrDefault(file, 0) > entry;
    }
}
