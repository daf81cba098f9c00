package dev.rbdgate.rbd.files.simulated;

import dev.rbdgate.rbd.files.FileLockedException;
import dev.rbdgate.rbd.files.FileStatus;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files whose calls are shown to an observer, which may let them fail. */
public final class ObservedStoreFiles implements StoreFiles {

    private final StoreFiles files;
    private final FileObserver observer;
    private final Map<String, Long> numbers = new HashMap<>();
    private long lastNumber;

    public ObservedStoreFiles(StoreFiles files, FileObserver observer) {
        this.files = files;
        this.observer = observer;
    }

    private interface Action<T> {
        T run() throws StoreFileException;
    }

    private <T> T observe(FileOperation operation, Action<T> action) throws StoreFileException {
        observer.before(operation);
        T result = action.run();
        observer.after(operation);
        return result;
    }

    private synchronized long number(String path, boolean created) {
        if (created) {
            numbers.put(path, ++lastNumber);
        }
        return numbers.computeIfAbsent(path, _ -> ++lastNumber);
    }

    private synchronized void renamed(String from, String to) {
        Long number = numbers.remove(from);
        if (number != null) {
            numbers.put(to, number);
        }
    }

    private synchronized void deleted(String path) {
        numbers.remove(path);
    }

    @Override
    public String describe() {
        return files.describe();
    }

    @Override
    public StoreFile open(String path) throws StoreFileException {
        long file = number(path, false);
        return observe(
                new FileOperation.Open(path, file),
                () -> new ObservedFile(path, file, files.open(path)));
    }

    @Override
    public StoreFile create(String path) throws StoreFileException {
        long file = number(path, true);
        return observe(
                new FileOperation.Create(path, file),
                () -> new ObservedFile(path, file, files.create(path)));
    }

    @Override
    public boolean exists(String path) throws StoreFileException {
        return files.exists(path);
    }

    @Override
    public void createDirectory(String path) throws StoreFileException {
        observe(
                new FileOperation.MakeDirectory(path),
                () -> {
                    files.createDirectory(path);
                    return true;
                });
    }

    @Override
    public void syncDirectory(String path) throws StoreFileException {
        observe(
                new FileOperation.SyncDirectory(path),
                () -> {
                    files.syncDirectory(path);
                    return true;
                });
    }

    @Override
    public void syncAll() throws StoreFileException {
        observe(
                new FileOperation.SyncAll(),
                () -> {
                    files.syncAll();
                    return true;
                });
    }

    @Override
    public void rename(String from, String to) throws StoreFileException {
        observe(
                new FileOperation.Rename(from, to),
                () -> {
                    files.rename(from, to);
                    renamed(from, to);
                    return true;
                });
    }

    @Override
    public void delete(String path) throws StoreFileException {
        observe(
                new FileOperation.Delete(path),
                () -> {
                    files.delete(path);
                    deleted(path);
                    return true;
                });
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

    private final class ObservedFile implements StoreFile {
        private final String path;
        private final long number;
        private final StoreFile file;

        ObservedFile(String path, long number, StoreFile file) {
            this.path = path;
            this.number = number;
            this.file = file;
        }

        private static long total(List<ByteBuffer> buffers) {
            return buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        }

        private static byte[] copy(List<ByteBuffer> buffers) {
            ByteBuffer all = ByteBuffer.allocate((int) total(buffers));
            buffers.forEach(buffer -> all.put(buffer.duplicate()));
            return all.array();
        }

        @Override
        public long read(long position, List<ByteBuffer> destination) throws StoreFileException {
            return observe(
                    new FileOperation.Read(path, number, position, total(destination)),
                    () -> file.read(position, destination));
        }

        @Override
        public long tryReadResident(long position, List<ByteBuffer> destination)
                throws StoreFileException {
            return observe(
                    new FileOperation.Read(path, number, position, total(destination)),
                    () -> file.tryReadResident(position, destination));
        }

        @Override
        public void write(long position, List<ByteBuffer> source) throws StoreFileException {
            observe(
                    new FileOperation.Write(path, number, position, copy(source)),
                    () -> {
                        file.write(position, source);
                        return true;
                    });
        }

        /** Never writes: so that each write is seen whole, by {@link #write}. */
        @Override
        public long tryWrite(long position, List<ByteBuffer> source) {
            return 0;
        }

        @Override
        public void punchHole(long position, long length) throws StoreFileException {
            observe(
                    new FileOperation.PunchHole(path, number, position, length),
                    () -> {
                        file.punchHole(position, length);
                        return true;
                    });
        }

        @Override
        public void allocate(long position, long length) throws StoreFileException {
            observe(
                    new FileOperation.Allocate(path, number, position, length),
                    () -> {
                        file.allocate(position, length);
                        return true;
                    });
        }

        @Override
        public void truncate(long size) throws StoreFileException {
            observe(
                    new FileOperation.Truncate(path, number, size),
                    () -> {
                        file.truncate(size);
                        return true;
                    });
        }

        @Override
        public FileStatus status() throws StoreFileException {
            return file.status();
        }

        @Override
        public long nextData(long position) throws StoreFileException {
            return file.nextData(position);
        }

        @Override
        public long nextHole(long position) throws StoreFileException {
            return file.nextHole(position);
        }

        @Override
        public void sync() throws StoreFileException {
            observe(
                    new FileOperation.SyncFile(path, number),
                    () -> {
                        file.sync();
                        return true;
                    });
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
