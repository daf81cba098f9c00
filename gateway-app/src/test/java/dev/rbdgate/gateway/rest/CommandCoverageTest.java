package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.access.Permissions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The list of operations that the command line's tests go by is what REST has. Add a new operation
 * there with the command that calls it.
 */
final class CommandCoverageTest {

    private static final String BASE = "/api/v1";

    /** For programs and browsers: a stream of events, and what the console draws from. */
    private static final Set<String> NOT_FOR_TERMINALS =
            Set.of("GET /caller", "GET /events", "GET /history", "GET /rates");

    @Test
    void theCommandLinesListOfOperationsIsRests() throws Exception {
        List<String> listed =
                Files.readAllLines(Path.of("../cli/src/test/resources/operations.txt")).stream()
                        .filter(it -> !it.isBlank() && !it.startsWith("#"))
                        .map(it -> it.split(" +-> +", 2)[0])
                        .toList();

        List<String> served =
                Permissions.table().stream()
                        .filter(it -> it.pattern().startsWith(BASE))
                        .map(it -> it.method() + " " + it.pattern().substring(BASE.length()))
                        .filter(it -> !NOT_FOR_TERMINALS.contains(it))
                        .toList();

        assertThat(listed).containsExactlyInAnyOrderElementsOf(served);
    }
}
