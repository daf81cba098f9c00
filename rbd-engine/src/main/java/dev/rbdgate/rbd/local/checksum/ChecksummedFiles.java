package dev.rbdgate.rbd.local.checksum;

import dev.rbdgate.rbd.files.FileLockedException;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.store.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store's data files with checksums of their content. The key-value store's are not among them.
 */
public final class ChecksummedFiles implements StoreFiles {

    /** A file that was not written for so long gets its record though it is open. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    /** Records of open files that one sync writes at most. */
    private static final int RECORDED_TOGETHER = 256;

    private final StoreFiles files;
    private final ChecksumRecords records;
    private final LongSupplier nanoTime;
    private final Map<String, FileSums> open = new ConcurrentHashMap<>();

    /** By directory, the files whose names no sync of it has covered. */
    private final Map<String, Set<FileSums>> unnamed = new ConcurrentHashMap<>();

    /** Closed before content and name were durable, which happens only when something failed. */
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet();

    private final AtomicLong lookedAt;

    public ChecksummedFiles(StoreFiles files, ChecksumRecords records, LongSupplier nanoTime) {
        this.files = files;
        this.records = records;
        this.nanoTime = nanoTime;
        this.lookedAt = new AtomicLong(nanoTime.getAsLong());
    }

    private static String directoryOf(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    @Override
    public StoreFile open(String path) throws StoreFileException {
        StoreFile file;
        try {
            file = files.open(path);
        } catch (StoreFileException e) {
            ChecksumRecords.Content lost = e.errno() == Errno.ENOENT ? records.get(path) : null;
            if (lost == null) {
                throw e;
            }
            return new VanishedFile(path, lost.size());
        }
        try {
            // Who opens a file has access to its object: nobody else changes it meanwhile.
            FileSums known = open.get(path);
            FileSums found = known == null ? stored(path, file) : known;
            FileSums state =
                    open.compute(path, (_, present) -> used(present == null ? found : present));
            return new ChecksummedFile(file, state, this, nanoTime);
        } catch (StoreFileException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static FileSums used(FileSums state) {
        state.users++;
        return state;
    }

    private FileSums stored(String path, StoreFile file) throws StoreFileException {
        ChecksumRecords.Content content = records.get(path);
        if (content != null) {
            return FileSums.recorded(records, path, content);
        }
        boolean durable = !unsettled.remove(path);
        FileSums state = FileSums.unread(records, path, file.status().size(), durable);
        if (!durable) {
            nameIsNew(path, state);
        }
        return state;
    }

    private void nameIsNew(String path, FileSums state) {
        unnamed.compute(
                directoryOf(path),
                (_, present) -> {
                    Set<FileSums> names = present == null ? ConcurrentHashMap.newKeySet() : present;
                    names.add(state);
                    return names;
                });
    }

    private void nameIsGone(String path, FileSums state) {
        unnamed.computeIfPresent(
                directoryOf(path),
                (_, present) -> {
                    present.remove(state);
                    return present.isEmpty() ? null : present;
                });
    }

    @Override
    public StoreFile create(String path) throws StoreFileException {
        forget(path);
        StoreFile file = files.create(path);
        FileSums state = used(FileSums.created(records, path));
        open.put(path, state);
        nameIsNew(path, state);
        return new ChecksummedFile(file, state, this, nanoTime);
    }

    /** What was known of a path is not so any more, durably, before that comes true. */
    private void forget(String path) throws StoreFileException {
        FileSums before = open.remove(path);
        if (before != null) {
            before.deleted();
            nameIsGone(path, before);
        }
        unsettled.remove(path);
        if (records.get(path) != null) {
            records.remove(path);
        }
    }

    @Override
    public void rename(String from, String to) throws StoreFileException {
        forget(to);
        files.rename(from, to);
        FileSums state = open.remove(from);
        if (state != null) {
            nameIsGone(from, state);
            state.renamed(to);
            open.put(to, state);
            nameIsNew(to, state);
        }
    }

    @Override
    public void delete(String path) throws StoreFileException {
        forget(path);
        files.delete(path);
    }

    /** Called when an open file was closed. */
    void released(FileSums state) {
        state.record(0, nanoTime.getAsLong());
        String path = state.path();
        open.compute(path, (_, present) -> afterRelease(present, state));
    }

    private @Nullable FileSums afterRelease(@Nullable FileSums present, FileSums state) {
        state.users--;
        if (present != state || state.users > 0) {
            return present;
        }
        if (!state.isDurable()) {
            unsettled.add(state.path());
        }
        return null;
    }

    /** Writes the records of files that have been durable and unwritten for a while. */
    void recordQuietOnes() {
        long now = nanoTime.getAsLong();
        long last = lookedAt.get();
        if (now - last < QUIET.toNanos() || !lookedAt.compareAndSet(last, now)) {
            return;
        }
        int left = RECORDED_TOGETHER;
        for (FileSums state : open.values()) {
            if (left > 0 && state.record(QUIET.toNanos(), now)) {
                left--;
            }
        }
    }

    @Override
    public void syncDirectory(String path) throws StoreFileException {
        Set<FileSums> names = unnamed.getOrDefault(path, Set.of());
        List<FileSums> covered = List.copyOf(names);
        files.syncDirectory(path);
        covered.forEach(FileSums::named);
        unnamed.computeIfPresent(
                path,
                (_, present) -> {
                    covered.forEach(present::remove);
                    return present.isEmpty() ? null : present;
                });
    }

    @Override
    public void syncAll() throws StoreFileException {
        record Covered(FileSums state, long changes) {}
        List<Covered> covered = new ArrayList<>();
        open.values().forEach(state -> covered.add(new Covered(state, state.changes())));
        files.syncAll();
        for (Covered each : covered) {
            each.state.synced(each.changes);
            each.state.named();
        }
    }

    @Override
    public String describe() {
        return files.describe();
    }

    @Override
    public boolean exists(String path) throws StoreFileException {
        return files.exists(path);
    }

    @Override
    public void createDirectory(String path) throws StoreFileException {
        files.createDirectory(path);
    }

    @Override
    public List<String> list(String path) throws StoreFileException {
        return files.list(path);
    }

    @Override
    public FileLock lock(String path, String owner) throws StoreFileException, FileLockedException {
        return files.lock(path, owner);
    }

    @Override
    public Space space() throws StoreFileException {
        return files.space();
    }

    @Override
    public int maxOpenFiles() {
        return files.maxOpenFiles();
    }

    @Override
    public String hostBootId() throws StoreFileException {
        return files.hostBootId();
    }
}
