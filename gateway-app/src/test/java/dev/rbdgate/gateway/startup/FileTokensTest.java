package dev.rbdgate.gateway.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.access.Caller;
import dev.rbdgate.gateway.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTokensTest {

    private static final Caller ADMIN = new Caller("admin", Role.ADMIN);

    @TempDir Path directory;

    private FileTokens open(Map<Role, Path> others) {
        return FileTokens.open(directory.resolve("admin.token"), others, new SecureRandom());
    }

    private Path file(String name, String token) throws Exception {
        return Files.writeString(directory.resolve(name), token + "\n");
    }

    @Test
    void theFirstStartMakesTheAdminsForItsOwnerOnlyAndTheNextFindsIt() throws Exception {
        Path file = directory.resolve("admin.token");
        FileTokens first = open(Map.of());
        String text = Files.readString(file).strip();
        assertThat(text).hasSize(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(first.recognize(text)).contains(ADMIN);
        assertThat(open(Map.of()).recognize(text)).contains(ADMIN);
        assertThat(first.toString()).doesNotContain(text);
    }

    @Test
    void nothingElseIsRecognized() {
        FileTokens tokens = open(Map.of());
        assertThat(tokens.recognize("")).isEmpty();
        assertThat(tokens.recognize("x".repeat(43))).isEmpty();
    }

    @Test
    void aFileOfALesserRoleGivesThatRoleAndNoMore() throws Exception {
        FileTokens tokens =
                open(
                        Map.of(
                                Role.OPERATOR, file("operator", "operators-own-token"),
                                Role.VIEWER, file("viewer", "viewers-very-own-token")));
        assertThat(tokens.recognize("operators-own-token"))
                .contains(new Caller("file:operator", Role.OPERATOR));
        assertThat(tokens.recognize("viewers-very-own-token"))
                .contains(new Caller("file:viewer", Role.VIEWER));
    }

    @Test
    void anEmptyFileIsNoToken() throws Exception {
        Path empty = file("admin.token", "");
        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOfSatisfying(
                        StartupException.class,
                        it -> assertThat(it.remedy()).contains("Remove the file"));
        Files.delete(empty);
        Map<Role, Path> others = Map.of(Role.VIEWER, file("viewer", "short"));
        assertThatThrownBy(() -> open(others))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("viewer");
    }

    @Test
    void aFileOfALesserRoleIsNeverMade() {
        Path missing = directory.resolve("operator");
        assertThatThrownBy(() -> open(Map.of(Role.OPERATOR, missing)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("operator");
        assertThat(missing).doesNotExist();
    }

    @Test
    void oneTokenCannotStandForTwoRoles() throws Exception {
        Map<Role, Path> same =
                Map.of(
                        Role.OPERATOR, file("operator", "a-token-like-another"),
                        Role.VIEWER, file("viewer", "a-token-like-another"));
        assertThatThrownBy(() -> open(same))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("same token");
    }
}
