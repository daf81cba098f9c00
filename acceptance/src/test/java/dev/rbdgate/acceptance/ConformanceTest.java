package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * libiscsi's whole suite against a unit of every kind, over two portals in portal groups of their
 * own. {@code conformance/skipped} lists the tests that no kind runs, {@code conformance/left-out}
 * what is not asked of a kind; each with its reason. What is printed is kept in {@code
 * target/conformance}.
 */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConformanceTest {

    private final Fixtures fixtures = new Fixtures();
    private final Network network = fixtures.add(new Network());
    private final ReasonList skipped = new ReasonList("skipped");
    private final ReasonList leftOut = new ReasonList("left-out");
    private ConformanceRun run;

    @BeforeAll
    void runEverything(@TempDir Path directory) throws IOException {
        Path transcripts = Files.createDirectories(Path.of("target", "conformance"));
        LibiscsiSuite suite = new LibiscsiSuite(network, transcripts.toAbsolutePath());
        Gateway gateway = fixtures.add(new Gateway(network, directory.resolve("data"))).start();
        run = new ConformanceRun(gateway, suite, leftOut);
        run.start(Arrays.asList(LunKind.values()));
        System.out.println(run.summary(skipped));
        Files.writeString(transcripts.resolve("summary.txt"), run.summary(skipped));
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    @ParameterizedTest
    @EnumSource
    void noTestFails(LunKind kind) {
        assertThat(run.failures(kind)).isEmpty();
    }

    @Test
    void everyTestIsRunBySomeKindUnlessListed() {
        Set<String> neither = new TreeSet<>(run.tests());
        neither.removeAll(run.ranSomewhere());
        neither.removeAll(skipped.listed("*", run.tests()));
        assertThat(neither).as("tests that every kind skips, and that are not listed").isEmpty();
    }

    @Test
    void noTestIsListedThatRuns() {
        Set<String> both = new TreeSet<>(skipped.listed("*", run.tests()));
        both.retainAll(run.ranSomewhere());
        assertThat(both).as("tests listed as skipped that some kind runs").isEmpty();
    }

    @Test
    void theListsNameTestsThatThereAre() {
        assertThat(skipped.idle(run.tests())).isEmpty();
        assertThat(leftOut.idle(run.tests())).isEmpty();
    }
}
