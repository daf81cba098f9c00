package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of the documents works as written, or says why it is not tried. */
@Tag("docs")
final class DocumentsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    private static List<Path> files() throws IOException {
        List<Path> files =
                new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("SECURITY.md")));
        try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
            documents.filter(it -> it.toString().endsWith(".md")).sorted().forEach(files::add);
        }
        return files;
    }

    static Stream<Path> runnable() throws IOException {
        return files().stream()
                .filter(it -> Document.read(it).blocks().stream().anyMatch(Document.Block::isRun))
                .map(ROOT::relativize);
    }

    @Test
    void everyBlockHasALanguageAndEveryReasonIsOne() throws IOException {
        for (Path file : files()) {
            for (Document.Block block : Document.read(file).blocks()) {
                String place = ROOT.relativize(file) + ":" + block.line();
                assertThat(block.language()).as(place + " has no language").isNotEmpty();
                assertThat(block.isShell() || block.reason().isEmpty())
                        .as(place + " gives a reason, and is no shell block")
                        .isTrue();
                block.reason()
                        .ifPresent(it ->
                                assertThat(it).as(place).matches("(needs|would|is run by) \\S.*"));
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (Path file : files()) {
            Matcher links = LINK.matcher(Files.readString(file));
            while (links.find()) {
                assertThat(file.resolveSibling(links.group(1)))
                        .as(ROOT.relativize(file).toString())
                        .exists();
            }
        }
    }

    @Test
    void theIndexNamesEveryDocument() throws IOException {
        String index = Files.readString(ROOT.resolve("docs/README.md"));
        for (Path file : files()) {
            if (file.startsWith(ROOT.resolve("docs")) && !file.endsWith("README.md")) {
                assertThat(index).contains("(" + file.getFileName() + ")");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("runnable")
    @Execution(ExecutionMode.CONCURRENT) // each has a gateway of its own
    void commandsWorkAsWritten(Path file, @TempDir Path directory) throws IOException {
        Document document = Document.read(ROOT.resolve(file));
        Path data = directory.resolve("rbdgate-data");
        Files.createSymbolicLink(directory.resolve("rbdgate"), ROOT.resolve("rbdgate"));
        Files.createSymbolicLink(directory.resolve("docs"), ROOT.resolve("docs"));
        try (Network network = new Network();
                Gateway gateway = new Gateway(network, data)) {
            String[] words =
                    document.start().orElse("rbdgate up").replaceAll(" +#.*", "").split(" +", -1);
            gateway.start(List.of(words).subList(2, words.length).toArray(String[]::new));
            Map<String, String> environment = new HashMap<>();
            environment.put("PATH", directory + ":" + System.getenv("PATH"));
            environment.put("RBDGATE_DATA_DIR", data.toString());

            Command.Result result =
                    Command.run(
                            LIMIT,
                            environment,
                            network.inside(
                                    List.of(
                                            "bash",
                                            "-euo",
                                            "pipefail",
                                            "-c",
                                            "cd \"$0\"\n" + document.script(),
                                            directory.toString())));

            assertThat(result.status()).as(result.output()).isZero();
        }
    }
}
