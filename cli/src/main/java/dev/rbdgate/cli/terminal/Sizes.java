package dev.rbdgate.cli.terminal;

/** Byte counts as people read them. */
public final class Sizes {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int UNIT = 1024;

    private Sizes() {}

    /** At most one decimal: "10 GiB", "1.5 MiB", "1.0 GiB" for a little more than 1 GiB. */
    public static String readable(long bytes) {
        int unit = 0;
        long whole = bytes;
        long tenths = 0;
        boolean exact = true;
        while (whole >= UNIT) {
            tenths = whole % UNIT * 10 / UNIT;
            exact &= whole % UNIT == 0;
            whole /= UNIT;
            unit++;
        }
        return (exact ? Long.toString(whole) : whole + "." + tenths) + " " + UNITS[unit];
    }
}
