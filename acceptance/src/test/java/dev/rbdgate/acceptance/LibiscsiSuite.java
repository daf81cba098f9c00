package dev.rbdgate.acceptance;

import dev.rbdgate.acceptance.SuiteVerdict.Failed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** libiscsi's conformance tests, {@code iscsi-test-cu}, one family at a time. */
final class LibiscsiSuite {

    /** Each of the last three repeats part of the first. */
    static final List<String> FAMILIES = List.of("ALL", "SCSI", "iSCSI", "LINUX");

    /** Time for a whole family. It has tests that wait for seconds, and one for a minute. */
    private static final Duration FAMILY_LIMIT = Duration.ofMinutes(5);

    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final Network network;
    private final Path directory;
    private final Map<String, Set<String>> tests = new LinkedHashMap<>();

    /**
     * @param directory takes what the program is given and what it prints
     */
    LibiscsiSuite(Network network, Path directory) {
        this.network = network;
        this.directory = directory;
        for (String family : FAMILIES) {
            tests.put(family, new LinkedHashSet<>());
        }
        for (String line : Command.run("iscsi-test-cu", "--list").ok().lines().toList()) {
            String[] parts = line.split("\\.", 2);
            if (parts.length == 2 && parts[1].contains(".")) {
                tests(parts[0]).add(parts[1]);
            }
        }
    }

    /** The tests of a family, each as {@code Suite.Test}. */
    Set<String> tests(String family) {
        return Objects.requireNonNull(tests.get(family), family);
    }

    /**
     * Runs a family against a unit.
     *
     * @param name tells this run's files and initiator from others'
     * @param urls the unit's, one per path
     * @param leftOut tests not to run
     * @return a verdict for each test that was to run
     */
    Map<String, SuiteVerdict> run(
            String name, String family, List<String> urls, Set<String> leftOut) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "timeout",
                                "--kill-after=5",
                                String.valueOf(FAMILY_LIMIT.toSeconds()),
                                "iscsi-test-cu",
                                "--verbose",
                                "--dataloss",
                                "--allow-sanitize",
                                "--initiator-name=iqn.2026-11.dev.rbdgate.test:" + name,
                                "--initiator-name-2=iqn.2026-11.dev.rbdgate.test:" + name + "-2",
                                "--test=" + selection(name, family, leftOut)));
        command.addAll(urls);
        Command.Result result =
                Command.run(FAMILY_LIMIT.plus(MARGIN), Map.of(), network.inside(command));
        write(directory.resolve(name + "-" + family + ".txt"), result.output());
        Map<String, SuiteVerdict> verdicts = SuiteTranscript.parse(result.output());
        for (String test : tests(family)) {
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
     * The family's name, or a file of patterns. A suite of which nothing is left out stays one
     * pattern: each pattern makes a suite of its own, with a login of its own.
     */
    private String selection(String name, String family, Set<String> leftOut) {
        if (leftOut.isEmpty()) {
            return family;
        }
        Set<String> patterns = new LinkedHashSet<>();
        for (String test : tests(family)) {
            String suite = test.substring(0, test.indexOf('.') + 1);
            boolean whole = leftOut.stream().noneMatch(it -> it.startsWith(suite));
            if (!leftOut.contains(test)) {
                patterns.add(family + "." + (whole ? suite + "*" : test));
            }
        }
        Path file = directory.resolve(name + "-" + family + ".tests");
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
