package dev.rbdgate.gateway.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {

    @TempDir Path directory;

    @Test
    void aNewOneIsMadeForItsOwnerOnly() throws Exception {
        Path path = directory.resolve("a/b");
        DataDirectory.claim(path).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
    }

    @Test
    void itIsFoundAgain() throws Exception {
        DataDirectory.claim(directory).close();
        Files.writeString(directory.resolve("config.mv.db"), "x");
        DataDirectory.claim(directory).close();
    }

    @Test
    void aFreshFileSystemCountsAsEmpty() throws Exception {
        Files.createDirectory(directory.resolve("lost+found"));
        DataDirectory.claim(directory).close();
    }

    @Test
    void aSecondOwnerIsToldWhoTheFirstIs() throws Exception {
        try (DataDirectory first = DataDirectory.claim(directory)) {
            assertThat(first.path()).isEqualTo(directory);
            assertRefused(directory)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        DataDirectory.claim(directory).close();
    }

    @Test
    void aForeignDirectoryIsLeftAlone() throws Exception {
        Files.writeString(directory.resolve("photo.jpg"), "x");
        assertRefused(directory).hasMessageContaining("photo.jpg");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        Files.writeString(directory.resolve("rbdgate.format"), "2\n");
        assertRefused(directory).hasMessageContaining("format '2'");
    }

    @Test
    void aFileIsNoDirectory() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertRefused(file).hasMessageContaining("not a directory");
    }

    @Test
    void whereNothingCanBeMadeTheMessageNamesThePlace() {
        // Not even root can make a directory there.
        assertRefused(Path.of("/proc/rbdgate-data")).hasMessageContaining("/proc/rbdgate-data");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Path path) {
        return assertThatThrownBy(() -> DataDirectory.claim(path).close())
                .isInstanceOfSatisfying(
                        StartupException.class, it -> assertThat(it.remedy()).isNotEmpty());
    }
}
