package dev.rbdgate.rbd.files.simulated;

import dev.rbdgate.rbd.files.FileLockedException;
import dev.rbdgate.rbd.files.FileStatus;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file tree in memory. It forgets nothing by itself: {@link PowerLoss} makes the tree that a
 * power loss would have left.
 */
public final class MemoryStoreFiles implements StoreFiles {

    private static final int ENOTDIR = 20;
    private static final int ENOTEMPTY = 39;

    private final TreeMap<String, MemoryFileNode> files = new TreeMap<>();
    private final Set<String> directories = new HashSet<>(Set.of(""));
    private final Map<String, String> locks = new HashMap<>();
    private long capacityBytes;
    private long usedBlocks;
    private boolean resident = true;
    private String bootId = "first-boot";

    /**
     * @param capacityBytes of the whole tree; what does not fit answers ENOSPC
     */
    public MemoryStoreFiles(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** The tree that these names and contents make. */
    MemoryStoreFiles(
            long capacityBytes, Map<String, SparseBytes> contents, Set<String> directories) {
        this(capacityBytes);
        contents.forEach((path, content) -> add(path, content.copy()));
        this.directories.addAll(directories);
    }

    private void add(String path, SparseBytes content) {
        files.put(path, new MemoryFileNode(content));
        usedBlocks += content.blockCount();
    }

    /** Changes what the next {@link #hostBootId} answers. */
    public synchronized void reboot(String newBootId) {
        bootId = newBootId;
    }

    /** Whether {@link StoreFile#tryReadResident} finds anything; true at first. */
    public synchronized void setResident(boolean resident) {
        this.resident = resident;
    }

    public synchronized void setCapacity(long bytes) {
        capacityBytes = bytes;
    }

    /** The same files with nothing locked and no power lost: as a killed process leaves them. */
    public synchronized MemoryStoreFiles copy() {
        MemoryStoreFiles copy = new MemoryStoreFiles(capacityBytes, contents(), directories);
        copy.bootId = bootId;
        return copy;
    }

    synchronized Map<String, SparseBytes> contents() {
        Map<String, SparseBytes> copy = new HashMap<>();
        files.forEach((path, node) -> copy.put(path, node.content.copy()));
        return copy;
    }

    synchronized Set<String> directories() {
        return Set.copyOf(directories);
    }

    synchronized long capacityBytes() {
        return capacityBytes;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public synchronized StoreFile open(String path) throws StoreFileException {
        MemoryFileNode node = files.get(path);
        if (node == null) {
            throw new StoreFileException(Errno.ENOENT, "open " + path);
        }
        return new MemoryFile(path, node);
    }

    @Override
    public synchronized StoreFile create(String path) throws StoreFileException {
        if (files.containsKey(path) || directories.contains(path)) {
            throw new StoreFileException(Errno.EEXIST, "create " + path);
        }
        requireParent(path, "create ");
        if (usedBlocks * SparseBytes.BLOCK_BYTES >= capacityBytes) {
            throw new StoreFileException(Errno.ENOSPC, "create " + path);
        }
        MemoryFileNode node = new MemoryFileNode(new SparseBytes());
        files.put(path, node);
        return new MemoryFile(path, node);
    }

    private void requireParent(String path, String call) throws StoreFileException {
        if (!directories.contains(parent(path))) {
            throw new StoreFileException(Errno.ENOENT, call + path);
        }
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    @Override
    public synchronized boolean exists(String path) {
        return files.containsKey(path) || directories.contains(path);
    }

    @Override
    public synchronized void createDirectory(String path) throws StoreFileException {
        requireParent(path, "create directory ");
        if (files.containsKey(path) || !directories.add(path)) {
            throw new StoreFileException(Errno.EEXIST, "create directory " + path);
        }
    }

    @Override
    public synchronized void syncDirectory(String path) throws StoreFileException {
        if (!directories.contains(path)) {
            throw new StoreFileException(Errno.ENOENT, "fsync " + path);
        }
    }

    @Override
    public void syncAll() {}

    @Override
    public synchronized void rename(String from, String to) throws StoreFileException {
        requireParent(to, "rename to ");
        MemoryFileNode node = files.remove(from);
        if (node == null) {
            throw new StoreFileException(Errno.ENOENT, "rename " + from);
        }
        MemoryFileNode replaced = files.put(to, node);
        if (replaced != null) {
            usedBlocks -= replaced.content.blockCount();
        }
    }

    @Override
    public synchronized void delete(String path) throws StoreFileException {
        MemoryFileNode node = files.remove(path);
        if (node != null) {
            usedBlocks -= node.content.blockCount();
        } else if (!directories.contains(path)) {
            throw new StoreFileException(Errno.ENOENT, "delete " + path);
        } else if (!list(path).isEmpty()) {
            throw new StoreFileException(ENOTEMPTY, "delete " + path);
        } else {
            directories.remove(path);
        }
    }

    @Override
    public synchronized List<String> list(String path) throws StoreFileException {
        if (!directories.contains(path)) {
            throw new StoreFileException(
                    files.containsKey(path) ? ENOTDIR : Errno.ENOENT, "list " + path);
        }
        String prefix = path.isEmpty() ? "" : path + "/";
        Set<String> names = new HashSet<>();
        files.keySet().stream()
                .filter(file -> parent(file).equals(path))
                .forEach(file -> names.add(file.substring(prefix.length())));
        directories.stream()
                .filter(directory -> !directory.isEmpty() && parent(directory).equals(path))
                .forEach(directory -> names.add(directory.substring(prefix.length()) + "/"));
        return List.copyOf(names);
    }

    @Override
    public synchronized FileLock lock(String path, String owner) throws FileLockedException {
        String holder = locks.putIfAbsent(path, owner);
        if (holder != null) {
            throw new FileLockedException(holder);
        }
        if (!files.containsKey(path)) {
            files.put(path, new MemoryFileNode(new SparseBytes()));
        }
        return () -> release(path);
    }

    private synchronized void release(String path) {
        locks.remove(path);
    }

    @Override
    public synchronized Space space() {
        return new Space(
                capacityBytes, Math.max(0, capacityBytes - usedBlocks * SparseBytes.BLOCK_BYTES));
    }

    @Override
    public synchronized String hostBootId() {
        return bootId;
    }

    /** An open file; the whole tree is one monitor. */
    private final class MemoryFile implements StoreFile {
        private final String path;
        private @Nullable MemoryFileNode node;

        MemoryFile(String path, MemoryFileNode node) {
            this.path = path;
            this.node = node;
        }

        private MemoryFileNode node(String call) throws StoreFileException {
            if (node == null) {
                throw new StoreFileException(Errno.EBADF, call + " " + path);
            }
            return node;
        }

        @Override
        public long read(long position, List<ByteBuffer> destination) throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                SparseBytes content = node("read").content;
                long done = 0;
                for (ByteBuffer buffer : destination) {
                    done += content.read(position + done, requireDirect(buffer));
                }
                return done;
            }
        }

        @Override
        public long tryReadResident(long position, List<ByteBuffer> destination)
                throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                return resident ? read(position, destination) : 0;
            }
        }

        @Override
        public void write(long position, List<ByteBuffer> source) throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                MemoryFileNode target = node("write");
                long at = position;
                for (ByteBuffer buffer : source) {
                    reserve(target, at, requireDirect(buffer).remaining(), "write");
                    target.content.write(at, buffer);
                    at += buffer.remaining();
                }
                target.modified = Instant.now();
            }
        }

        private static ByteBuffer requireDirect(ByteBuffer buffer) {
            if (!buffer.isDirect()) {
                throw new IllegalArgumentException("the buffer is not direct");
            }
            return buffer;
        }

        private void reserve(MemoryFileNode target, long position, long length, String call)
                throws StoreFileException {
            int missing = target.content.missingBlocks(position, length);
            if (missing > 0 && (usedBlocks + missing) * SparseBytes.BLOCK_BYTES > capacityBytes) {
                throw new StoreFileException(Errno.ENOSPC, call + " " + path);
            }
            usedBlocks += missing;
        }

        @Override
        public long tryWrite(long position, List<ByteBuffer> source) {
            return 0;
        }

        @Override
        public void punchHole(long position, long length) throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                MemoryFileNode target = node("punch hole");
                usedBlocks -= target.content.blockCount();
                target.content.punchHole(position, Math.min(length, Long.MAX_VALUE - position));
                usedBlocks += target.content.blockCount();
                target.modified = Instant.now();
            }
        }

        @Override
        public void allocate(long position, long length) throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                MemoryFileNode target = node("allocate");
                reserve(target, position, length, "allocate");
                target.content.allocate(position, length);
            }
        }

        @Override
        public void truncate(long size) throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                MemoryFileNode target = node("truncate");
                usedBlocks -= target.content.blockCount();
                target.content.truncate(size);
                usedBlocks += target.content.blockCount();
                target.modified = Instant.now();
            }
        }

        @Override
        public FileStatus status() throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                MemoryFileNode target = node("stat");
                return new FileStatus(
                        target.content.size(),
                        (long) target.content.blockCount() * SparseBytes.BLOCK_BYTES,
                        target.modified);
            }
        }

        @Override
        public long nextData(long position) throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                return node("seek data").content.nextData(position);
            }
        }

        @Override
        public long nextHole(long position) throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                return node("seek hole").content.nextHole(position);
            }
        }

        @Override
        public void sync() throws StoreFileException {
            synchronized (MemoryStoreFiles.this) {
                node("fdatasync");
            }
        }

        @Override
        public void close() {
            synchronized (MemoryStoreFiles.this) {
                node = null;
            }
        }
    }
}
