package dev.rbdgate.bench.report;

import java.util.Locale;

/** A drawing in SVG, as far as plots need it. Lengths are pixels, the origin is the upper left. */
final class Svg {

    /** Readable on white and on dark pages, and for those who do not see red and green apart. */
    private static final String[] COLOURS = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"
    };

    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height) {
        this.width = width;
        this.height = height;
    }

    static String colour(int number) {
        return COLOURS[number % COLOURS.length];
    }

    void rectangle(double x, double y, double wide, double high, String colour) {
        add(
                String.format(
                        Locale.ROOT,
                        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>",
                        x,
                        y,
                        Math.max(wide, 0),
                        Math.max(high, 0),
                        colour));
    }

    void line(double x1, double y1, double x2, double y2, String colour, double thickness) {
        add(
                String.format(
                        Locale.ROOT,
                        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
                        x1,
                        y1,
                        x2,
                        y2,
                        colour,
                        thickness));
    }

    /**
     * @param anchor start, middle or end of the text is at x
     */
    void text(double x, double y, String anchor, int size, String text) {
        add(
                String.format(
                        Locale.ROOT,
                        "<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' fill='#333'>%s</text>",
                        x,
                        y,
                        anchor,
                        size,
                        escaped(text)));
    }

    private void add(String element) {
        body.append(element).append('\n');
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return """
        <svg xmlns='http://www.w3.org/2000/svg' width='%1$d' height='%2$d' viewBox='0 0 %1$d %2$d' font-family='sans-serif'>
        <rect width='%1$d' height='%2$d' fill='#fff'/>
        %3$s</svg>
        """
                .formatted(width, height, body);
    }
}
