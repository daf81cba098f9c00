package dev.rbdgate.acceptance;

import dev.rbdgate.acceptance.SuiteVerdict.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * libiscsi's conformance tests, {@code iscsi-test-cu}. Its family ALL has every test; the other
 * families are parts of it.
 */
final class LibiscsiSuite {

    private static final String FAMILY = "ALL";

    /** Time for all tests. Some wait for seconds, and one for a minute. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final Network network;
    private final Path directory;
    private final Set<String> tests = new LinkedHashSet<>();

    /**
     * @param directory takes what the program is given and what it prints
     */
    LibiscsiSuite(Network network, Path directory) {
        this.network = network;
        this.directory = directory;
        for (String line : Command.run("iscsi-test-cu", "--list").ok().lines().toList()) {
            String[] parts = line.split("\\.", 2);
            if (parts.length == 2 && parts[1].contains(".")) {
                tests.add(parts[1]);
            }
        }
    }

    /** Every test of any family, as {@code Suite.Test}. */
    Set<String> tests() {
        return tests;
    }

    /**
     * Runs the suite against a unit.
     *
     * @param name tells this run's files and initiator from others'
     * @param urls the unit's, one per path
     * @param leftOut tests not to run
     * @return a verdict for each test that was to run
     */
    Map<String, SuiteVerdict> run(String name, List<String> urls, Set<String> leftOut) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "timeout",
                                "--kill-after=5",
                                String.valueOf(LIMIT.toSeconds()),
                                "iscsi-test-cu",
                                "--verbose",
                                "--dataloss",
                                "--allow-sanitize",
                                "--initiator-name=iqn.2026-11.dev.rbdgate.test:" + name,
                                "--initiator-name-2=iqn.2026-11.dev.rbdgate.test:" + name + "-2",
                                "--test=" + selection(name, leftOut)));
        command.addAll(urls);
        Command.Result result = Command.run(LIMIT.plus(MARGIN), Map.of(), network.inside(command));
        write(directory.resolve(name + ".txt"), result.output());
        Map<String, SuiteVerdict> verdicts = SuiteTranscript.parse(result.output());
        for (String test : tests) {
            if (!leftOut.contains(test)) {
                verdicts.putIfAbsent(
                        test,
                        new Failed(
                                List.of(
                                        "not reached: the program ended with status "
                                                + result.status())));
            }
        }
        return verdicts;
    }

    /**
     * The family, or a file of patterns. A suite of which nothing is left out stays one pattern:
     * each pattern makes a suite of its own, with a login of its own.
     */
    private String selection(String name, Set<String> leftOut) {
        if (leftOut.isEmpty()) {
            return FAMILY;
        }
        Set<String> patterns = new LinkedHashSet<>();
        for (String test : tests) {
            String suite = test.substring(0, test.indexOf('.') + 1);
            boolean whole = leftOut.stream().noneMatch(it -> it.startsWith(suite));
            if (!leftOut.contains(test)) {
                patterns.add(FAMILY + "." + (whole ? suite + "*" : test));
            }
        }
        Path file = directory.resolve(name + ".tests");
        write(file, String.join("\n", patterns) + "\n");
        return file.toString();
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
