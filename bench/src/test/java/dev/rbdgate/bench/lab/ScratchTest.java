package dev.rbdgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

    @Test
    void itGoesWithAllThatIsInIt(@TempDir Path parent) throws IOException {
        try (Scratch scratch = new Scratch(parent)) {
            Path file = scratch.directory("a/b").resolve("file");
            Files.writeString(file, "x");
            assertThat(scratch.sparseFile("sparse", 1 << 20)).hasSize(1 << 20);
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void itCanBeRemovedTwice(@TempDir Path parent) {
        Scratch scratch = new Scratch(parent);
        scratch.close();
        scratch.close();
        assertThat(parent).isEmptyDirectory();
    }
}
