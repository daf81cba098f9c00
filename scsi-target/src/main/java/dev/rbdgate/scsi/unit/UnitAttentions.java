package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.context.UnitAttention;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The unit attentions that wait for one I_T nexus. A condition waits once however often it occurred
 * (SAM-5 5.14 allows it), so the queue is a set of bits and needs no other limit. Any thread.
 */
final class UnitAttentions {

    /** UADE DEPTH: exactly one condition waits. */
    private static final int DEPTH_ONE = 0x10;

    private static final int DEPTH_MORE = 0x20;

    private final AtomicInteger pending = new AtomicInteger();

    void raise(UnitAttention attention) {
        pending.getAndUpdate(bits -> bits | attention.bit());
    }

    void clear(UnitAttention attention) {
        pending.getAndUpdate(bits -> bits & ~attention.bit());
    }

    /**
     * What QUERY ASYNCHRONOUS EVENT tells without taking it (SAM-5 7.10): the depth, the sense key
     * and the additional sense code of the first one in 24 bits; 0 if none waits.
     */
    int describe() {
        int bits = pending.get();
        if (bits == 0) {
            return 0;
        }
        Sense first = UnitAttention.first(bits).sense();
        int depth = Integer.bitCount(bits) == 1 ? DEPTH_ONE : DEPTH_MORE;
        return (depth | first.key()) << 16 | first.asc();
    }

    /** Takes the first one, or null. */
    @Nullable Sense take() {
        if (pending.get() == 0) {
            return null;
        }
        int before = pending.getAndUpdate(bits -> bits & (bits - 1));
        return before == 0 ? null : UnitAttention.first(before).sense();
    }
}
