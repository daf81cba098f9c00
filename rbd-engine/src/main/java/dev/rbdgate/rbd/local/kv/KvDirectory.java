package dev.rbdgate.rbd.local.kv;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The files of a key-value store: which exist, which count, which are leftovers. */
final class KvDirectory {

    private static final byte[] NO_HEADER = new byte[LogHeader.BASE_HEADER_BYTES];

    private final StoreFiles files;
    private final String path;
    private final KvLimits limits;

    /** A log that was replaced and lies ready to be recycled. */
    private @Nullable Long retired;

    KvDirectory(StoreFiles files, String path, KvLimits limits) {
        this.limits = limits;
        this.files = files;
        this.path = path;
    }

    record Opened(KvBase base, KvLog log) {}

    /** Opens the newest state that is whole, and deletes what does not belong to it. */
    Opened open() throws StoreFileException {
        TreeSet<Long> logs = new TreeSet<>();
        TreeSet<Long> bases = new TreeSet<>();
        for (String name : files.list(path)) {
            KvNames.logNumber(name).ifPresent(logs::add);
            KvNames.baseNumber(name).ifPresent(bases::add);
        }
        for (long number : logs.descendingSet()) {
            StoreFile file = files.open(path(KvNames.log(number)));
            KvLog log = KvLog.existing(file);
            if (log != null && log.header().log() == number) {
                if (!log.isWhole(limits.logReserveBytes())) {
                    log.close();
                    throw new KvCorruptException(
                            "file %s/%s is shorter than it was made"
                                    .formatted(files.describe(), path(KvNames.log(number))));
                }
                return open(log, logs, bases);
            }
            file.close();
        }
        if (!bases.isEmpty()) {
            throw new KvCorruptException(
                    "directory " + files.describe() + "/" + path + " has data but no valid log");
        }
        return create(logs);
    }

    private Opened open(KvLog log, Set<Long> logs, Set<Long> bases) throws StoreFileException {
        LogHeader header = log.header();
        for (long number : logs) {
            if (number != header.log()) {
                files.delete(path(KvNames.log(number)));
            }
        }
        for (long number : bases) {
            if (number != header.base()) {
                files.delete(path(KvNames.base(number)));
            }
        }
        String name = path(KvNames.base(header.base()));
        if (!bases.contains(header.base())) {
            throw new KvCorruptException("file " + files.describe() + "/" + name + " is missing");
        }
        StoreFile file = files.open(name);
        long bytes = file.status().size();
        if (bytes < header.baseBytes() && header.baseBytes() > LogHeader.BASE_HEADER_BYTES) {
            file.close();
            throw new KvCorruptException(
                    "file %s/%s has %d bytes where %d were saved"
                            .formatted(files.describe(), name, bytes, header.baseBytes()));
        }
        if (bytes > header.baseBytes()) {
            file.truncate(header.baseBytes());
        }
        KvBase base =
                KvBase.open(header.base(), file, name, header.baseBytes(), header.baseHeader());
        KvReplay replay = new KvReplay(base);
        log.replay(replay);
        replay.throwProblem();
        return new Opened(base, log);
    }

    private Opened create(Set<Long> invalidLogs) throws StoreFileException {
        for (long number : invalidLogs) {
            files.delete(path(KvNames.log(number)));
        }
        KvBase base = newBase(1);
        KvLog log = beginLog(new LogHeader(1, 1, base.number(), 0, NO_HEADER));
        return new Opened(base, log);
    }

    boolean hasSpace(long bytes) throws StoreFileException {
        return files.space().availableBytes() >= bytes;
    }

    KvBase newBase(long number) throws StoreFileException {
        String name = path(KvNames.base(number));
        if (files.exists(name)) {
            files.delete(name);
        }
        StoreFile file = files.create(name);
        // Before a log may name it.
        files.syncDirectory(path);
        return KvBase.open(number, file, name, 0, NO_HEADER);
    }

    void deleteBase(long number) throws StoreFileException {
        files.delete(path(KvNames.base(number)));
    }

    /**
     * Begins the log after {@code current}: durable, with its name and its base's, when this
     * returns. Only then the older state stops to count.
     */
    KvLog nextLog(KvLog current, LogHeader header) throws StoreFileException {
        Long recycled = retired;
        if (recycled != null) {
            files.rename(path(KvNames.log(recycled)), path(KvNames.log(header.log())));
            retired = null;
        }
        KvLog next = beginLog(header);
        retired = current.header().log();
        return next;
    }

    private KvLog beginLog(LogHeader header) throws StoreFileException {
        String name = path(KvNames.log(header.log()));
        StoreFile file = files.exists(name) ? files.open(name) : files.create(name);
        KvLog log = KvLog.begin(file, header, limits.logReserveBytes());
        files.syncDirectory(path);
        return log;
    }

    private String path(String name) {
        return path + "/" + name;
    }
}
