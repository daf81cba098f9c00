package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The User Mode Linux kernel's modules, where modprobe looks for them. */
final class KernelModules {

    private static final Path PACKAGED = Path.of("/usr/lib/uml/modules");
    private static final Path SEARCHED = Path.of("/lib/modules");

    private KernelModules() {}

    static synchronized void prepare() {
        if (!Files.isDirectory(PACKAGED)) {
            throw new AssertionError(PACKAGED + " is missing: install user-mode-linux");
        }
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(PACKAGED)) {
            Files.createDirectories(SEARCHED);
            for (Path version : versions) {
                try {
                    Files.createSymbolicLink(SEARCHED.resolve(version.getFileName()), version);
                } catch (FileAlreadyExistsException e) {
                    continue; // linked by an earlier run
                }
                Command.run("depmod", version.getFileName().toString()).ok();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
