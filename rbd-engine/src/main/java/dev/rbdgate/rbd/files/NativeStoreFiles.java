package dev.rbdgate.rbd.files;

import dev.rbdgate.rbd.store.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory of the host, on Linux. Data calls go to the C library through the foreign function
 * API: a {@link java.nio.channels.FileChannel} has no non-blocking read, no holes, and is closed by
 * an interrupt.
 */
public final class NativeStoreFiles implements StoreFiles {

    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int ENOTEMPTY = 39;
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** Longest text in a lock file. */
    private static final int MAX_OWNER_BYTES = 1024;

    /** Its soft limit, which the JVM raises to the hard one when it starts. */
    private static final Pattern OPEN_FILES =
            Pattern.compile("^Max open files\\s+(\\d+)", Pattern.MULTILINE);

    private static final Path LIMITS = Path.of("/proc/self/limits");

    /** What Linux gives a process that has no limit of its own. */
    private static final int USUAL_OPEN_FILES = 1024;

    private final Path root;
    private final FileStore fileSystem;

    private NativeStoreFiles(Path root, FileStore fileSystem) {
        this.root = root;
        this.fileSystem = fileSystem;
    }

    /**
     * @param root an existing directory
     */
    public static NativeStoreFiles in(Path root) throws StoreFileException {
        Path real = root.toAbsolutePath().normalize();
        try {
            return new NativeStoreFiles(real, Files.getFileStore(real));
        } catch (IOException e) {
            throw failed(e, "use directory " + real);
        }
    }

    @Override
    public String describe() {
        return root.toString();
    }

    @Override
    public StoreFile open(String path) throws StoreFileException {
        return openNative(path, LinuxCalls.O_RDWR);
    }

    @Override
    public StoreFile create(String path) throws StoreFileException {
        return openNative(path, LinuxCalls.O_RDWR | LinuxCalls.O_CREAT | LinuxCalls.O_EXCL);
    }

    private NativeStoreFile openNative(String path, int flags) throws StoreFileException {
        String name = resolve(path).toString();
        int fd = LinuxCalls.open(name, flags | LinuxCalls.O_CLOEXEC);
        if (fd < 0) {
            throw new StoreFileException(-fd, "open " + name);
        }
        return new NativeStoreFile(name, fd);
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(resolve(path));
    }

    @Override
    public void createDirectory(String path) throws StoreFileException {
        try {
            Files.createDirectory(resolve(path));
        } catch (IOException e) {
            throw failed(e, "create directory " + resolve(path));
        }
    }

    @Override
    public void syncDirectory(String path) throws StoreFileException {
        onDirectory(path, "fsync ", LinuxCalls::fsync);
    }

    @Override
    public void syncAll() throws StoreFileException {
        onDirectory("", "syncfs ", LinuxCalls::syncfs);
    }

    private void onDirectory(String path, String name, IntUnaryOperator call)
            throws StoreFileException {
        String directory = resolve(path).toString();
        int fd = LinuxCalls.open(directory, LinuxCalls.O_RDONLY | LinuxCalls.O_CLOEXEC);
        if (fd < 0) {
            throw new StoreFileException(-fd, "open " + directory);
        }
        int result = call.applyAsInt(fd);
        LinuxCalls.close(fd);
        if (result < 0) {
            throw new StoreFileException(-result, name + directory);
        }
    }

    @Override
    public void rename(String from, String to) throws StoreFileException {
        try {
            Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e, "rename " + resolve(from));
        }
    }

    @Override
    public void delete(String path) throws StoreFileException {
        try {
            Files.delete(resolve(path));
        } catch (IOException e) {
            throw failed(e, "delete " + resolve(path));
        }
    }

    @Override
    public List<String> list(String path) throws StoreFileException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(resolve(path))) {
            List<String> names = new ArrayList<>();
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                names.add(Files.isDirectory(entry) ? name + "/" : name);
            }
            return names;
        } catch (IOException e) {
            throw failed(e, "list " + resolve(path));
        }
    }

    @Override
    public FileLock lock(String path, String owner) throws StoreFileException, FileLockedException {
        String name = resolve(path).toString();
        int fd =
                LinuxCalls.open(
                        name, LinuxCalls.O_RDWR | LinuxCalls.O_CREAT | LinuxCalls.O_CLOEXEC);
        if (fd < 0) {
            throw new StoreFileException(-fd, "open " + name);
        }
        NativeStoreFile file = new NativeStoreFile(name, fd);
        try {
            int result = LinuxCalls.flock(fd, LinuxCalls.LOCK_EXCLUSIVE_NOW);
            if (result == -Errno.EAGAIN) {
                throw new FileLockedException(readOwner(file));
            }
            if (result < 0) {
                throw new StoreFileException(-result, "lock " + name);
            }
            byte[] text = owner.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(text.length, MAX_OWNER_BYTES);
            ByteBuffer buffer = ByteBuffer.allocateDirect(length).put(text, 0, length).flip();
            file.truncate(0);
            file.write(0, List.of(buffer));
        } catch (StoreFileException | FileLockedException | RuntimeException e) {
            file.close();
            throw e;
        }
        return file::close;
    }

    private static String readOwner(NativeStoreFile file) throws StoreFileException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_OWNER_BYTES);
        buffer.limit((int) file.read(0, List.of(buffer)));
        return StandardCharsets.UTF_8.decode(buffer).toString().strip();
    }

    @Override
    public Space space() throws StoreFileException {
        try {
            return new Space(fileSystem.getTotalSpace(), fileSystem.getUsableSpace());
        } catch (IOException e) {
            throw failed(e, "ask for the space of " + root);
        }
    }

    @Override
    public int maxOpenFiles() {
        try {
            Matcher limit = OPEN_FILES.matcher(Files.readString(LIMITS));
            return limit.find()
                    ? (int) Math.min(Integer.MAX_VALUE, Long.parseLong(limit.group(1)))
                    : Integer.MAX_VALUE; // "unlimited"
        } catch (IOException e) {
            return USUAL_OPEN_FILES;
        }
    }

    @Override
    public String hostBootId() throws StoreFileException {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            throw failed(e, "read " + BOOT_ID);
        }
    }

    private Path resolve(String path) {
        return path.isEmpty() ? root : root.resolve(path);
    }

    private static StoreFileException failed(IOException e, String call) {
        int errno =
                switch (e) {
                    case NoSuchFileException _ -> Errno.ENOENT;
                    case FileAlreadyExistsException _ -> Errno.EEXIST;
                    case AccessDeniedException _ -> EACCES;
                    case DirectoryNotEmptyException _ -> ENOTEMPTY;
                    case NotDirectoryException _ -> ENOTDIR;
                    default -> {
                        String message = String.valueOf(e.getMessage());
                        if (message.contains("No space left")) {
                            yield Errno.ENOSPC;
                        }
                        if (message.contains("Read-only file system")) {
                            yield Errno.EROFS;
                        }
                        yield Errno.EIO;
                    }
                };
        return new StoreFileException(errno, call, e);
    }
}
