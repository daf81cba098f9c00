package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checked-in list of exceptions, each with its reason:
 *
 * <pre>
 * # a comment
 * kind  Suite.Test  reason in words
 * </pre>
 *
 * <p>{@code kind} is {@code *} or the label of a {@link LunKind}; {@code Suite.*} are all tests of
 * a suite.
 */
final class ReasonList {

    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(\\w+)\\.(\\S+)\\s+(\\S.*)");

    private final String name;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(String kind, String suite, String test) {
        boolean covers(String wanted) {
            return test.equals("*")
                    ? wanted.startsWith(suite + ".")
                    : wanted.equals(suite + "." + test);
        }
    }

    ReasonList(String name) {
        this.name = name;
        try (InputStream in = ReasonList.class.getResourceAsStream("/conformance/" + name)) {
            if (in == null) {
                throw new IllegalStateException("conformance/" + name + " is not there");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException(name + ": not 'kind Suite.Test reason': " + line);
        }
        entries.add(new Entry(matcher.group(1), matcher.group(2), matcher.group(3)));
    }

    /** Those of {@code tests} that are listed for a kind. */
    Set<String> listed(String kind, Set<String> tests) {
        Set<String> listed = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry.kind().equals("*") || entry.kind().equals(kind)) {
                tests.stream().filter(entry::covers).forEach(listed::add);
            }
        }
        return listed;
    }

    /** The entries that no test of {@code tests} has anything to do with. */
    List<String> idle(Set<String> tests) {
        return entries.stream()
                .filter(entry -> tests.stream().noneMatch(entry::covers))
                .map(entry -> entry.suite() + "." + entry.test())
                .toList();
    }
}
