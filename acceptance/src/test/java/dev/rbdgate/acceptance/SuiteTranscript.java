package dev.rbdgate.acceptance;

import dev.rbdgate.acceptance.SuiteVerdict.Failed;
import dev.rbdgate.acceptance.SuiteVerdict.Ran;
import dev.rbdgate.acceptance.SuiteVerdict.Skipped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code iscsi-test-cu --verbose} prints. A test's verdict follows its log lines, on the
 * line of its name if it logged nothing. Failed assertions follow the verdict; anything else there
 * belongs to no test:
 *
 * <pre>
 * Suite: Sanitize
 *   Test: BlockErase ...    [SKIPPED] SANITIZE is not implemented.
 * passed
 *   Test: Reset ...FAILED
 *     1. test_sanitize_reset.c:98  - CU_ASSERT_EQUAL(ret,0)
 * </pre>
 */
final class SuiteTranscript {

    private static final Pattern SUITE = Pattern.compile("Suite: (\\S+)");
    private static final Pattern TEST = Pattern.compile("  Test: (\\S+) \\.\\.\\.(.*)");
    private static final String PASSED = "passed";
    private static final String FAILED = "FAILED";
    private static final String SKIPPED = "[SKIPPED]";

    /** Lines kept of a test that failed. */
    private static final int MAX_LINES = 20;

    private final Map<String, SuiteVerdict> verdicts = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private String suite = "";
    private @Nullable String test;
    private boolean failed;

    private SuiteTranscript() {}

    /** The verdict of each test that was begun, by {@code Suite.Test}. */
    static Map<String, SuiteVerdict> parse(String output) {
        SuiteTranscript transcript = new SuiteTranscript();
        output.lines().forEach(transcript::line);
        transcript.end();
        return transcript.verdicts;
    }

    private void line(String line) {
        Matcher suiteLine = SUITE.matcher(line);
        Matcher testLine = TEST.matcher(line);
        if (suiteLine.lookingAt()) {
            end();
            suite = suiteLine.group(1);
        } else if (testLine.matches()) {
            end();
            test = suite + "." + testLine.group(1);
            logged(testLine.group(2));
        } else {
            logged(line);
        }
    }

    private void logged(String line) {
        if (test == null) {
            return;
        }
        if (line.startsWith(PASSED)) {
            List<String> skips = lines.stream().filter(it -> it.contains(SKIPPED)).toList();
            verdict(skips.isEmpty() ? new Ran() : new Skipped(skips));
        } else if (line.startsWith(FAILED)) {
            failed = true;
        } else if (!line.isBlank() && lines.size() < MAX_LINES) {
            lines.add(line.strip());
        }
    }

    /**
     * Ends a test that has not passed: it failed, and its assertions are listed by now, or the
     * program died in it.
     */
    private void end() {
        if (test != null) {
            if (!failed) {
                lines.add("the program ended here");
            }
            verdict(new Failed(List.copyOf(lines)));
        }
    }

    private void verdict(SuiteVerdict verdict) {
        verdicts.put(String.valueOf(test), verdict);
        test = null;
        failed = false;
        lines.clear();
    }
}
