package dev.rbdgate.rbd.transfer;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What is in one of two ascending sequences of ranges, or in both, once. */
final class UnionOfRanges implements Iterator<Range> {

    /** Where a joined range ends although more follows, so that not all is asked for at once. */
    private static final long JOINED_BYTES = 1L << 30;

    private final Iterator<Range> first;
    private final Iterator<Range> second;
    private @Nullable Range ofFirst;
    private @Nullable Range ofSecond;

    UnionOfRanges(Iterator<Range> first, Iterator<Range> second) {
        this.first = first;
        this.second = second;
        ofFirst = following(first);
        ofSecond = following(second);
    }

    private static @Nullable Range following(Iterator<Range> ranges) {
        return ranges.hasNext() ? ranges.next() : null;
    }

    @Override
    public boolean hasNext() {
        return ofFirst != null || ofSecond != null;
    }

    @Override
    public Range next() {
        Range joined = lowest();
        while (joined.byteCount() < JOINED_BYTES
                && (touches(ofFirst, joined) || touches(ofSecond, joined))) {
            Range more = lowest();
            long end = Math.max(joined.end(), more.end());
            joined = new Range(joined.byteOffset(), end - joined.byteOffset());
        }
        ofFirst = behind(ofFirst, joined.end(), first);
        ofSecond = behind(ofSecond, joined.end(), second);
        return joined;
    }

    private static boolean touches(@Nullable Range range, Range joined) {
        return range != null && range.byteOffset() <= joined.end();
    }

    /** What of a sequence lies behind what was answered. */
    private static @Nullable Range behind(
            @Nullable Range range, long end, Iterator<Range> following) {
        Range left = range;
        while (left != null && left.end() <= end) {
            left = following(following);
        }
        return left == null || left.byteOffset() >= end ? left : new Range(end, left.end() - end);
    }

    private Range lowest() {
        Range a = ofFirst;
        Range b = ofSecond;
        if (a != null && (b == null || a.byteOffset() <= b.byteOffset())) {
            ofFirst = following(first);
            return a;
        }
        if (b == null) {
            throw new NoSuchElementException();
        }
        ofSecond = following(second);
        return b;
    }
}
