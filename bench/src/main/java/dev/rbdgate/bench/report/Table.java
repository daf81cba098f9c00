package dev.rbdgate.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in Markdown. */
final class Table {

    private final List<String> lines = new ArrayList<>();
    private final int columns;

    Table(String... headings) {
        columns = headings.length;
        add(headings);
        lines.add("|" + " --- |".repeat(columns));
    }

    Table add(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(columns + " columns, " + cells.length + " cells");
        }
        lines.add(
                "| "
                        + String.join(" | ", Arrays.stream(cells).map(Table::escaped).toList())
                        + " |");
        return this;
    }

    /** A bar would end the cell, a line break the table. */
    private static String escaped(String cell) {
        return cell.replace("|", "\\|").replaceAll("\\R+", " ");
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
