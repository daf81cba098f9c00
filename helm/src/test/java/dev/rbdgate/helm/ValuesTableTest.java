package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The table of values in docs/kubernetes.md is the chart's values.yaml. {@code -Dregenerate} writes
 * it.
 */
final class ValuesTableTest {

    private static final Path PAGE = Path.of("..", "docs", "kubernetes.md");
    private static final String BEGIN = "<!-- values: begin -->\n";
    private static final String END = "<!-- values: end -->\n";
    private static final Pattern ENTRY =
            Pattern.compile("(?<indent> *)(?<key>[A-Za-z_]+):(?<value> .*)?");

    private record Parent(int indent, String path) {}

    /** Rows of keys with a default; a comment explains the key below it. */
    private static String table() throws IOException {
        StringBuilder table = new StringBuilder("| value | default | |\n|---|---|---|\n");
        Deque<Parent> parents = new ArrayDeque<>();
        List<String> comment = new ArrayList<>();
        List<String> lines = Files.readAllLines(Rendering.CHART.resolve("values.yaml"));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher entry = ENTRY.matcher(line);
            if (line.strip().startsWith("#")) {
                comment.add(line.strip().substring(1).strip());
            } else if (line.isBlank()) {
                comment.clear();
            } else if (entry.matches()) {
                int indent = entry.group("indent").length();
                while (!parents.isEmpty() && parents.element().indent() >= indent) {
                    parents.pop();
                }
                String path =
                        parents.isEmpty()
                                ? entry.group("key")
                                : parents.element().path() + "." + entry.group("key");
                String value = entry.group("value");
                boolean list = i + 1 < lines.size() && lines.get(i + 1).strip().startsWith("- ");
                if (value == null && !list) {
                    parents.push(new Parent(indent, path));
                }
                if (value != null || list) {
                    table.append(row(path, value == null ? list(lines, i + 1) : value, comment));
                } else if (!comment.isEmpty()) {
                    table.append(row(path, "", comment));
                }
                comment.clear();
            }
        }
        return table.toString();
    }

    private static String list(List<String> lines, int from) {
        return lines.subList(from, lines.size()).stream()
                .takeWhile(it -> it.strip().startsWith("- "))
                .map(it -> it.strip().substring(2))
                .toList()
                .toString();
    }

    private static String row(String path, String value, List<String> comment) {
        String shown = value.isBlank() ? "" : "`" + value.strip() + "`";
        return "| `%s` | %s | %s |\n".formatted(path, shown, String.join(" ", comment));
    }

    @Test
    void theTableInTheDocumentsIsCurrent() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(end).as("the marks of the table").isGreaterThan(begin - 1);
        if (System.getProperty("regenerate") != null) {
            Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end)).as("regenerate it: -Dregenerate").isEqualTo(table());
    }

    @Test
    void everyValueIsExplained() throws IOException {
        assertThat(
                        table().lines()
                                .skip(2)
                                .filter(it -> it.endsWith("|  |"))
                                .filter(it -> !it.matches(".*[rR]esources\\..*")))
                .isEmpty();
    }
}
