package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualPagesTest {

    @TempDir private Path directory;

    @BeforeEach
    void write() throws Exception {
        ManualPages.main(new String[] {directory.toString(), "2026-11-23"});
    }

    @Test
    void everyCommandHasItsPage() {
        Map<String, String> pages = ManualPages.all(LocalDate.of(2026, 11, 23));

        assertThat(pages)
                .containsKeys("rbdgate.1", "rbdgate-image.1", "rbdgate-doctor.1")
                .hasSize(1 + CommandTree.build(_ -> false).subcommands().size());
        assertThat(pages.get("rbdgate-image.1"))
                .startsWith(".Dd November 23, 2026\n.Dt RBDGATE-IMAGE 1\n.Os\n.Sh NAME\n")
                .contains(".Ss rbdgate image create\n", ".It Fl \\-object\\-size Ar SIZE\n");
    }

    @Test
    void manReadsThemWithoutAComplaint() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/man")), "man is not installed");
        for (Path page : pages()) {
            String text = run(List.of("man", "--warnings=w", "-l", page.toString()));
            assertThat(text).as(page.toString()).contains("EXIT STATUS").doesNotContain("warning:");
        }
    }

    @Test
    void mandocHasNothingToSay() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/mandoc")), "mandoc is not installed");
        for (Path page : pages()) {
            assertThat(run(List.of("mandoc", "-T", "lint", "-W", "warning", page.toString())))
                    .isEmpty();
        }
    }

    private List<Path> pages() throws Exception {
        try (Stream<Path> pages = Files.list(directory)) {
            return pages.sorted().toList();
        }
    }

    private static String run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MANPAGER", "cat");
        builder.environment().put("MAN_KEEP_FORMATTING", "");
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
