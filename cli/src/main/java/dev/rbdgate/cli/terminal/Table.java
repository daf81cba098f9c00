package dev.rbdgate.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, cut to a width. */
public final class Table {

    private static final String GAP = "  ";
    private static final int SMALLEST_COLUMN = 8;
    private static final char CUT = '…';

    /**
     * @param rightAligned for numbers
     * @param isState whether its cells say how something is
     */
    public record Heading(String title, boolean rightAligned, boolean isState) {}

    private final List<Heading> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<Heading> headings) {
        this.headings = headings;
    }

    /** Adds a row of as many cells as there are headings. */
    public void add(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(cells.size() + " cells");
        }
        rows.add(cells.stream().map(Printable::of).toList());
    }

    /** Characters of the longest line when nothing is cut. */
    public int naturalWidth() {
        return total(naturalWidths());
    }

    /**
     * Draws the table in lines of at most {@code columns} characters, cutting the widest columns; a
     * column never falls below {@value #SMALLEST_COLUMN}, so a very narrow terminal wraps.
     */
    public List<String> lines(int columns, Style style) {
        int[] widths = naturalWidths();
        while (total(widths) > columns) {
            int widest = 0;
            for (int column = 1; column < widths.length; column++) {
                if (widths[column] > widths[widest]) {
                    widest = column;
                }
            }
            if (widths[widest] <= SMALLEST_COLUMN) {
                break;
            }
            widths[widest]--;
        }
        List<String> lines = new ArrayList<>();
        lines.add(style.heading(line(headings.stream().map(Heading::title).toList(), widths)));
        for (List<String> row : rows) {
            lines.add(line(row, widths, style));
        }
        return lines;
    }

    private int[] naturalWidths() {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headings.get(column).title().length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private static int total(int[] widths) {
        int total = GAP.length() * (widths.length - 1);
        for (int width : widths) {
            total += width;
        }
        return total;
    }

    private String line(List<String> cells, int[] widths) {
        return line(cells, widths, Style.PLAIN);
    }

    private String line(List<String> cells, int[] widths, Style style) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cut(cells.get(column), widths[column]);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP);
            if (headings.get(column).rightAligned()) {
                line.append(padding).append(cell);
            } else if (headings.get(column).isState()) {
                line.append(style.state(cell)).append(padding);
            } else {
                line.append(cell).append(padding);
            }
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - 1) + CUT;
    }
}
