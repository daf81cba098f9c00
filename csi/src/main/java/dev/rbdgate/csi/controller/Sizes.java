package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.v1.CapacityRange;
import io.grpc.Status;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of volumes, in bytes (CSI, CapacityRange: 0 means not given). */
final class Sizes {

    static final long DEFAULT_BYTES = 1L << 30;

    /** Smallest multiple: a file system's tools like whole MiB. */
    private static final long STEP = 1L << 20;

    private static final long SECTOR = 512;

    /** What offsets of an image can reach, rounded down. */
    static final long MAX_BYTES = Long.MAX_VALUE / STEP * STEP;

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,15})([KMGT]iB)?");
    private static final Map<String, Long> UNITS =
            Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    private Sizes() {}

    /** Whether a parameter is a size: bytes, or a number with its unit, such as 10GiB. */
    static boolean isText(String text) {
        return TEXT.matcher(text).matches();
    }

    /** The bytes of a parameter that is a size. */
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw Refusal.invalid("'%s' is no size", text);
        }
        long number = Long.parseLong(matcher.group(1));
        Long unit = matcher.group(2) == null ? Long.valueOf(1) : UNITS.get(matcher.group(2));
        if (unit == null || number > MAX_BYTES / unit) {
            throw outOfRange("%s is too much".formatted(text));
        }
        return number * unit;
    }

    /**
     * A size for a range: its lower bound, rounded up.
     *
     * @param least what the volume must hold anyway; {@code otherwise} stands for no lower bound
     */
    static long choose(CapacityRange range, long least, long otherwise) {
        check(range);
        long wanted = range.getRequiredBytes() == 0 ? otherwise : range.getRequiredBytes();
        if (range.getRequiredBytes() == 0 && range.getLimitBytes() != 0) {
            wanted = Math.min(wanted, range.getLimitBytes() / SECTOR * SECTOR);
        }
        if (wanted > MAX_BYTES) {
            throw outOfRange("%d bytes are too many".formatted(wanted));
        }
        if (wanted < least) {
            throw outOfRange("%d bytes are less than the source's %d".formatted(wanted, least));
        }
        long size = roundUp(wanted, STEP);
        if (range.getLimitBytes() != 0 && size > range.getLimitBytes()) {
            size = roundUp(wanted, SECTOR);
        }
        if (size <= 0 || (range.getLimitBytes() != 0 && size > range.getLimitBytes())) {
            throw outOfRange("no size of whole sectors is in the range");
        }
        return size;
    }

    private static long roundUp(long bytes, long step) {
        return Math.ceilDiv(bytes, step) * step;
    }

    static boolean fits(long bytes, CapacityRange range) {
        check(range);
        return bytes >= range.getRequiredBytes()
                && (range.getLimitBytes() == 0 || bytes <= range.getLimitBytes());
    }

    private static void check(CapacityRange range) {
        if (range.getRequiredBytes() < 0 || range.getLimitBytes() < 0) {
            throw Refusal.invalid("capacity_range is negative");
        }
        if (range.getLimitBytes() != 0 && range.getLimitBytes() < range.getRequiredBytes()) {
            throw Refusal.invalid("limit_bytes is less than required_bytes");
        }
    }

    private static Refusal outOfRange(String why) {
        return Refusal.of(Status.Code.OUT_OF_RANGE, "%s", why);
    }
}
