package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A directory that holds everything of a run and goes with it. */
public final class Scratch implements AutoCloseable {

    private final Path directory;

    /**
     * @param parent an existing directory on the disk to be measured
     */
    public Scratch(Path parent) {
        try {
            directory = Files.createTempDirectory(parent, "bench-");
        } catch (IOException e) {
            throw new LabException("cannot make a directory in " + parent, e);
        }
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    /** Makes a directory in it. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(path(name));
        } catch (IOException e) {
            throw new LabException("cannot make " + name, e);
        }
    }

    /** Makes a file of this size in which nothing is allocated. */
    public Path sparseFile(String name, long bytes) {
        Path file = path(name);
        makeSparse(file, bytes);
        return file;
    }

    /** Makes a file of this size, anywhere, in which nothing is allocated. */
    public static void makeSparse(Path file, long bytes) {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(bytes);
        } catch (IOException e) {
            throw new LabException("cannot make " + file, e);
        }
    }

    /** Removes it, unless that has been done. */
    @Override
    public void close() {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new Deletion());
        } catch (IOException e) {
            throw new LabException("cannot remove " + directory, e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
                throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
