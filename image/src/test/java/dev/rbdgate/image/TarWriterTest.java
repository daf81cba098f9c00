package dev.rbdgate.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives are read back by the system's tar. */
final class TarWriterTest {

    private static final Instant TIME = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir Path directory;

    /** Output of {@code tar} with these options on an archive. */
    private String tar(Path archive, String... options) throws IOException {
        Tool tool = new Tool(directory.resolve("tar.log"));
        var command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(options));
        command.add(archive.toString());
        tool.run(directory, Map.of("TZ", "UTC", "LC_ALL", "C"), command);
        return tool.output();
    }

    @Test
    void modesOwnersAndTimesAreWhatTheyWereAskedToBe() throws IOException {
        Path archive = directory.resolve("a.tar");
        Path content = Files.writeString(directory.resolve("content"), "hello");
        try (OutputStream out = Files.newOutputStream(archive);
                TarWriter writer = new TarWriter(out, TIME)) {
            writer.directory("var", 01777, 10001);
            writer.file("var/hello", 0755, 0, content);
            writer.symbolicLink("var/link", "hello");
        }
        assertThat(tar(archive, "--numeric-owner", "--full-time", "-tvf").lines())
                .containsExactly(
                        "drwxrwxrwt 10001/10001       0 2026-11-01 00:00:00 var/",
                        "-rwxr-xr-x 0/0               5 2026-11-01 00:00:00 var/hello",
                        "lrwxrwxrwx 0/0               0 2026-11-01 00:00:00 var/link -> hello");
        assertThat(tar(archive, "-xOf").strip()).isEqualTo("hello");
    }

    @Test
    void longNamesAndLinksGoIntoExtendedHeaders() throws IOException {
        String name = "a".repeat(90) + "/" + "b".repeat(90);
        Path archive = directory.resolve("a.tar");
        try (OutputStream out = Files.newOutputStream(archive);
                TarWriter writer = new TarWriter(out, TIME)) {
            writer.symbolicLink(name, "c".repeat(150));
            writer.file("after", new byte[600]);
        }
        assertThat(tar(archive, "-tvf"))
                .contains(name + " -> " + "c".repeat(150) + "\n", "after\n");
    }

    @Test
    void theSameTreeGivesTheSameBytesWhateverItsTimes() throws IOException {
        Path tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("inner"));
        Files.writeString(tree.resolve("inner/file"), "x");
        Layer first = Layer.of(tree, Map.of(), TIME, directory.resolve("1"), "");
        Trees.setTime(tree, Instant.EPOCH);
        Layer second = Layer.of(tree, Map.of(), TIME, directory.resolve("2"), "");
        assertThat(second.blob().digest()).isEqualTo(first.blob().digest());
        Files.writeString(tree.resolve("inner/file"), "y");
        Layer third = Layer.of(tree, Map.of(), TIME, directory.resolve("3"), "");
        assertThat(third.blob().digest()).isNotEqualTo(first.blob().digest());
        assertThat(third.diffId()).isNotEqualTo(first.diffId());
    }

    @Test
    void valuesThatDoNotFitAreRefused() {
        TarWriter writer = new TarWriter(new ByteArrayOutputStream(), TIME);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.directory("d", 0755, 1 << 24));
    }

    @Test
    void aFailedProgramSaysWhatItPrinted() {
        Tool tool = new Tool(directory.resolve("log"));
        assertThatIOException()
                .isThrownBy(() -> tool.run(directory, Map.of(), List.of("ls", "/no/such/place")))
                .withMessageContaining("/no/such/place");
    }
}
