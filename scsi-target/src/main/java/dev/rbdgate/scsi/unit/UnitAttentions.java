package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Sense;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The unit attentions that wait for one I_T nexus. A condition waits once however often it occurred
 * (SAM-5 5.14 allows it), so the queue is a set of bits and needs no other limit. Any thread.
 */
final class UnitAttentions {

    private final AtomicInteger pending = new AtomicInteger();

    void raise(UnitAttention attention) {
        pending.getAndUpdate(bits -> bits | attention.bit());
    }

    void clear(UnitAttention attention) {
        pending.getAndUpdate(bits -> bits & ~attention.bit());
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
