package dev.rbdgate.simulation;

import dev.rbdgate.rbd.files.FileLockedException;
import dev.rbdgate.rbd.files.FileStatus;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A process's view of the disk: calls take their time, so that others come in between, a long write
 * happens page by page, and what {@link DiskFaults} says goes wrong.
 */
final class SimulatedFiles implements StoreFiles {

    private static final long CACHED = 2 * Time.MICROSECOND;
    private static final long SLOWEST_CACHED = 300 * Time.MICROSECOND;
    private static final long FASTEST_SYNC = 20 * Time.MICROSECOND;
    private static final long SLOWEST_SYNC = 30 * Time.MILLISECOND;
    private static final int PAGE = 4096;

    private final StoreFiles files;
    private final GatewayProcess process;
    private final DiskFaults faults;
    private final List<FileLock> locks;

    SimulatedFiles(
            StoreFiles files, GatewayProcess process, DiskFaults faults, List<FileLock> locks) {
        this.files = files;
        this.process = process;
        this.faults = faults;
        this.locks = locks;
    }

    static void syncTakesTime(GatewayProcess process) {
        takeTime(process, FASTEST_SYNC, SLOWEST_SYNC);
    }

    private static void takeTime(GatewayProcess process, long least, long most) {
        Chance chance = process.world().chance();
        // Most calls find the cache; a thread that holds a monitor cannot be waited for.
        if (chance.oneIn(2) && Thread.currentThread().isVirtual() && !Monitors.anyHeld()) {
            process.sleep(chance.duration(least, most));
        }
    }

    private void cached() {
        takeTime(process, CACHED, SLOWEST_CACHED);
    }

    /** Whether the sync is to be carried out. */
    private boolean syncing(String path) throws StoreFileException {
        cached();
        return faults.sync(process.world(), path);
    }

    @Override
    public String describe() {
        return "the simulated disk";
    }

    @Override
    public StoreFile open(String path) throws StoreFileException {
        cached();
        faults.read(process.world(), path);
        return new SimulatedFile(path, files.open(path));
    }

    @Override
    public StoreFile create(String path) throws StoreFileException {
        cached();
        faults.write(process.world(), path);
        return new SimulatedFile(path, files.create(path));
    }

    @Override
    public boolean exists(String path) throws StoreFileException {
        return files.exists(path);
    }

    @Override
    public void createDirectory(String path) throws StoreFileException {
        cached();
        faults.write(process.world(), path);
        files.createDirectory(path);
    }

    @Override
    public void syncDirectory(String path) throws StoreFileException {
        if (syncing(path)) {
            files.syncDirectory(path);
        }
    }

    @Override
    public void syncAll() throws StoreFileException {
        if (syncing("all")) {
            files.syncAll();
        }
    }

    @Override
    public void rename(String from, String to) throws StoreFileException {
        cached();
        files.rename(from, to);
    }

    @Override
    public void delete(String path) throws StoreFileException {
        cached();
        files.delete(path);
    }

    @Override
    public List<String> list(String path) throws StoreFileException {
        return List.copyOf(new TreeSet<>(files.list(path)));
    }

    @Override
    public FileLock lock(String path, String owner) throws StoreFileException, FileLockedException {
        FileLock lock = files.lock(path, owner);
        locks.add(lock);
        return () -> {
            locks.remove(lock);
            lock.close();
        };
    }

    @Override
    public Space space() throws StoreFileException {
        return files.space();
    }

    @Override
    public String hostBootId() throws StoreFileException {
        return files.hostBootId();
    }

    private final class SimulatedFile implements StoreFile {
        private final String path;
        private final StoreFile file;

        SimulatedFile(String path, StoreFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public long read(long position, List<ByteBuffer> destination) throws StoreFileException {
            cached();
            faults.read(process.world(), path);
            return file.read(position, destination);
        }

        @Override
        public long tryReadResident(long position, List<ByteBuffer> destination)
                throws StoreFileException {
            return process.world().chance().oneIn(3)
                    ? 0
                    : file.tryReadResident(position, destination);
        }

        @Override
        public void write(long position, List<ByteBuffer> source) throws StoreFileException {
            cached();
            List<ByteBuffer> left = new ArrayList<>();
            source.forEach(buffer -> left.add(buffer.duplicate()));
            long at = position;
            while (true) {
                faults.write(process.world(), path);
                List<ByteBuffer> page = new ArrayList<>();
                long length = toPageEnd(at);
                long taken = 0;
                for (ByteBuffer buffer : left) {
                    int part = (int) Math.min(buffer.remaining(), length - taken);
                    if (part > 0) {
                        page.add(buffer.slice(buffer.position(), part));
                        buffer.position(buffer.position() + part);
                        taken += part;
                    }
                }
                file.write(at, page);
                at += taken;
                if (left.stream().noneMatch(ByteBuffer::hasRemaining)) {
                    return;
                }
                cached();
            }
        }

        /** A kernel copies page by page, and may do many in one go. */
        private long toPageEnd(long at) {
            long pages = process.world().chance().oneIn(4) ? 1 : Integer.MAX_VALUE / PAGE;
            return pages * PAGE - at % PAGE;
        }

        @Override
        public long tryWrite(long position, List<ByteBuffer> source) throws StoreFileException {
            return 0;
        }

        @Override
        public void punchHole(long position, long length) throws StoreFileException {
            cached();
            file.punchHole(position, length);
        }

        @Override
        public void allocate(long position, long length) throws StoreFileException {
            cached();
            faults.write(process.world(), path);
            file.allocate(position, length);
        }

        @Override
        public void truncate(long size) throws StoreFileException {
            cached();
            file.truncate(size);
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
            if (syncing(path)) {
                file.sync();
            }
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
