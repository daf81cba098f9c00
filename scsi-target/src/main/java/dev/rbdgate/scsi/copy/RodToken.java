package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A token that stands for what some ranges of a unit held when it was made (SPC-5 5.18.6): whoever
 * shows it may copy that, on behalf of its creator. It holds no data, so it ends when any of it is
 * changed (point in time copy, change vulnerable).
 */
public final class RodToken {

    private final long id;
    private final byte[] encoded;
    private final CopyUnit source;
    private final List<ByteRange> ranges;
    private final long timeoutNanos;

    /** Sense code of what has ended it; 0 while it is valid. */
    private volatile int ending;

    /** Guarded by this. */
    private long lastUseNanos;

    /** Commands that use it now. Guarded by this. */
    private int uses;

    RodToken(
            long id,
            byte[] encoded,
            CopyUnit source,
            List<ByteRange> ranges,
            int timeoutSeconds,
            long nowNanos) {
        this.id = id;
        this.encoded = encoded;
        this.source = source;
        this.ranges = List.copyOf(ranges);
        this.timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
        this.lastUseNanos = nowNanos;
    }

    long id() {
        return id;
    }

    byte[] encoded() {
        return encoded;
    }

    CopyUnit source() {
        return source;
    }

    List<ByteRange> ranges() {
        return ranges;
    }

    long byteCount() {
        return ByteRange.sum(ranges);
    }

    boolean covers(long byteOffset, long byteCount) {
        for (ByteRange range : ranges) {
            if (range.overlaps(byteOffset, byteCount)) {
                return true;
            }
        }
        return false;
    }

    void revoke() {
        end(AdditionalSense.TOKEN_REVOKED);
    }

    void delete() {
        end(AdditionalSense.TOKEN_DELETED);
    }

    private void end(int how) {
        if (ending == 0) {
            ending = how;
        }
    }

    /** Why it is not what it stood for any longer; null if it still is. */
    @Nullable Refusal problem() {
        int how = ending;
        return how == 0 ? null : Refusal.illegal(how, "token %x has ended".formatted(id));
    }

    /**
     * Begins a use, during which it does not expire.
     *
     * @throws Refusal 05/23/07 if it has
     */
    synchronized void use(long nowNanos) {
        if (isExpired(nowNanos)) {
            throw Refusal.illegal(
                    AdditionalSense.TOKEN_EXPIRED, "token %x has expired".formatted(id));
        }
        uses++;
    }

    synchronized void release(long nowNanos) {
        uses--;
        lastUseNanos = nowNanos;
    }

    synchronized boolean isExpired(long nowNanos) {
        return uses == 0 && nowNanos - lastUseNanos > timeoutNanos;
    }

    /** Whether nothing is lost if it is forgotten. */
    boolean isOver(long nowNanos) {
        return ending != 0 || isExpired(nowNanos);
    }

    synchronized boolean isUsed() {
        return uses > 0;
    }
}
