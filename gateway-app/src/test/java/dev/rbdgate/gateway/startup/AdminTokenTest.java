package dev.rbdgate.gateway.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdminTokenTest {

    @TempDir Path directory;

    @Test
    void theFirstStartMakesItForItsOwnerOnlyAndTheNextFindsIt() throws Exception {
        Path file = directory.resolve("admin.token");
        AdminToken first = AdminToken.open(file, new SecureRandom());
        String text = Files.readString(file).strip();
        assertThat(text).hasSize(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(first.matches(text)).isTrue();
        assertThat(AdminToken.open(file, new SecureRandom()).matches(text)).isTrue();
        assertThat(first.toString()).doesNotContain(text);
    }

    @Test
    void nothingElseMatches() {
        AdminToken token = AdminToken.open(directory.resolve("admin.token"), new SecureRandom());
        assertThat(token.matches("")).isFalse();
        assertThat(token.matches("x".repeat(43))).isFalse();
    }

    @Test
    void anEmptyFileIsNoToken() throws Exception {
        Path file = Files.writeString(directory.resolve("admin.token"), "\n");
        assertThatThrownBy(() -> AdminToken.open(file, new SecureRandom()))
                .isInstanceOfSatisfying(
                        StartupException.class,
                        it -> assertThat(it.remedy()).contains("Remove the file"));
    }
}
