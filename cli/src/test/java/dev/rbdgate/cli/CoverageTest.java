package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of REST has a command. The operations stand in operations.txt, which a test of
 * the gateway compares with what it serves.
 */
class CoverageTest {

    private static final String BASE = "/api/v1";

    @TempDir private Path directory;

    /** "METHOD /path -> command line", a comment behind '#'. */
    private static Map<String, String> commands() throws Exception {
        Map<String, String> commands = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/operations.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" +-> +", 2);
                commands.put(parts[0], parts.length == 2 ? parts[1] : "");
            }
        }
        return commands;
    }

    @Test
    void everyOperationHasACommandThatCallsIt() throws Exception {
        Files.writeString(directory.resolve("disk"), "x");
        for (Map.Entry<String, String> entry : commands().entrySet()) {
            String operation = entry.getKey();
            assertThat(entry.getValue()).as(operation + " has no command").isNotEmpty();
            try (FakeGateway gateway = new FakeGateway()) {
                Files.deleteIfExists(directory.resolve("new"));
                Shell shell =
                        Shell.at(gateway)
                                .in(directory)
                                .set("RBDGATE_CHAP_SECRET", "correct-horse-battery");

                shell.run(entry.getValue().split(" "));

                assertThat(
                                gateway.requests().stream()
                                        .map(it ->
                                                it.method() + " " + it.target().split("\\?", 2)[0]))
                        .as("rbdgate " + entry.getValue())
                        .anyMatch(pattern(operation).asMatchPredicate());
            }
        }
    }

    private static Pattern pattern(String operation) {
        String[] parts = operation.split(" ", 2);
        return Pattern.compile(parts[0] + " " + BASE + parts[1].replaceAll("\\{\\w+}", "[^/]+"));
    }

    @Test
    void theListIsInOrder() throws Exception {
        List<String> written =
                Files.readAllLines(Path.of("src/test/resources/operations.txt")).stream()
                        .filter(it -> !it.isBlank() && !it.startsWith("#"))
                        .map(it -> it.replaceFirst("(\\S+) (\\S+).*", "$2 $1"))
                        .toList();

        assertThat(written).isEqualTo(List.copyOf(new TreeSet<>(written)));
    }
}
