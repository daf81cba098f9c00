package dev.rbdgate.gateway.startup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything the gateway keeps. It has one owner at a time, and a mark
 * that says it is ours and in which format.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String MARK = "rbdgate.format";
    private static final String FORMAT = "1";
    private static final String LOCK = "rbdgate.lock";

    /** A new file system is not empty. */
    private static final Set<String> STRANGERS_LET_BE = Set.of("lost+found");

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory if it is missing, and claims it.
     *
     * @throws StartupException if it is not ours, not writable, or in use
     */
    public static DataDirectory claim(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
                throw new StartupException(
                        "The data directory " + absolute + " is not a directory.",
                        "Name another one with RBDGATE_DATA_DIR or --data-dir.");
            }
            Files.createDirectories(
                    absolute,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            checkFormat(absolute);
            return new DataDirectory(absolute, lock(absolute));
        } catch (IOException | DirectoryIteratorException e) {
            throw new StartupException(
                    "The data directory %s cannot be used: %s".formatted(absolute, e),
                    "Give the gateway's user the right to read and write there, or name another directory with RBDGATE_DATA_DIR or --data-dir.");
        }
    }

    /**
     * Claims a directory that is there already.
     *
     * @throws StartupException if it is not, is not ours, not writable, or in use
     */
    public static DataDirectory claimPresent(Path path) {
        if (Files.notExists(path.resolve(MARK))) {
            throw new StartupException(
                    path + " is not an rbdgate data directory.",
                    "Name one with RBDGATE_DATA_DIR or --data-dir.");
        }
        return claim(path);
    }

    private static void checkFormat(Path path) throws IOException {
        Path mark = path.resolve(MARK);
        if (Files.exists(mark)) {
            String format = Files.readString(mark).strip();
            if (!format.equals(FORMAT)) {
                throw new StartupException(
                        "The data directory %s has format '%s', which this rbdgate does not know."
                                .formatted(path, format),
                        "Run the rbdgate that wrote it, or a newer one.");
            }
            return;
        }
        @Nullable String stranger = stranger(path);
        if (stranger != null) {
            throw new StartupException(
                    "The directory %s holds '%s' and is not an rbdgate data directory."
                            .formatted(path, stranger),
                    "Name an empty or new directory with RBDGATE_DATA_DIR or --data-dir.");
        }
        Files.writeString(
                mark,
                FORMAT + "\n",
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
    }

    private static @Nullable String stranger(Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!STRANGERS_LET_BE.contains(name)) {
                    return name;
                }
            }
        }
        return null;
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                channel.truncate(0);
                channel.write(
                        ByteBuffer.wrap(
                                (ProcessHandle.current().pid() + "\n")
                                        .getBytes(StandardCharsets.US_ASCII)));
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // Another gateway in this very process: told below.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        String owner = Files.readString(file).strip();
        channel.close();
        throw new StartupException(
                "The data directory %s is in use by another gateway, process %s."
                        .formatted(path, owner),
                "Stop that one, or name another directory with RBDGATE_DATA_DIR or --data-dir.");
    }

    public Path path() {
        return path;
    }

    /** Gives it up; the lock goes with the channel. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
