package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.image.Striper;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The parts of an image that lie on certain objects, in order. */
final class ObjectRanges implements Iterator<Range> {

    private final Striper striper;
    private final BitSet objects;
    private final long sizeBytes;
    private long at;
    private @Nullable Range found;

    ObjectRanges(Striper striper, BitSet objects, long sizeBytes) {
        this.striper = striper;
        this.objects = objects;
        this.sizeBytes = sizeBytes;
        advance();
    }

    private boolean wanted(long byteOffset) {
        return objects.get((int) striper.object(byteOffset));
    }

    private long unitEnd(long byteOffset) {
        return Math.min(sizeBytes, byteOffset + striper.run(byteOffset));
    }

    private void advance() {
        while (at < sizeBytes && !wanted(at)) {
            at = skipEmptySet(at);
        }
        long start = at;
        while (at < sizeBytes && wanted(at) && at - start < ReadAhead.CHUNK_BYTES) {
            at = unitEnd(at);
        }
        found = start < at ? new Range(start, at - start) : null;
    }

    /** The end of the stripe unit, or of the whole set of objects if none of it is wanted. */
    private long skipEmptySet(long byteOffset) {
        long first = striper.firstObjectOfSet(byteOffset);
        int next = objects.nextSetBit((int) first);
        if (next >= 0 && next < first + striper.stripeCount()) {
            return unitEnd(byteOffset);
        }
        if (next < 0) {
            return sizeBytes;
        }
        return Math.min(sizeBytes, next / striper.stripeCount() * striper.setBytes());
    }

    @Override
    public boolean hasNext() {
        return found != null;
    }

    @Override
    public Range next() {
        Range range = found;
        if (range == null) {
            throw new NoSuchElementException();
        }
        advance();
        return range;
    }
}
