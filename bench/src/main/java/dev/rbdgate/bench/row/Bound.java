package dev.rbdgate.bench.row;

/**
 * What a figure has to keep to.
 *
 * @param atLeast otherwise at most
 */
public record Bound(boolean atLeast, double value) {

    public static Bound atLeast(double value) {
        return new Bound(true, value);
    }

    public static Bound atMost(double value) {
        return new Bound(false, value);
    }

    public boolean holds(double figure) {
        return atLeast ? figure >= value : figure <= value;
    }
}
