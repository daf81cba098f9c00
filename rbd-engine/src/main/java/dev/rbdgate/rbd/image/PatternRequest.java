package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A write of a repeated pattern. Each object is told the pattern and how far it goes, so that a
 * large range takes no more memory than a small one.
 */
final class PatternRequest extends ImageRequest {

    /** Objects written at once, for one request. */
    private static final int WIDTH = 16;

    private final ByteBuffer pattern;
    private final Durability durability;

    /**
     * @param byteCount a multiple of the pattern's remaining bytes
     */
    PatternRequest(
            ImageIo image,
            long byteOffset,
            long byteCount,
            ByteBuffer pattern,
            Durability durability,
            Completion completion) {
        super(image, byteOffset, byteCount, false, completion);
        this.pattern = pattern;
        this.durability = durability;
    }

    @Override
    void submit() {
        Striper striper = image.striper();
        long end = byteOffset + byteCount;
        Window.run(
                striper.firstObjectOfSet(byteOffset),
                striper.firstObjectOfSet(end - 1) + striper.stripeCount(),
                WIDTH,
                (object, done) -> {
                    long from = striper.bytesBefore(object, byteOffset);
                    long to = striper.bytesBefore(object, end);
                    if (from < to) {
                        write(object, from, to, done);
                    } else {
                        done.complete(0);
                    }
                },
                this);
    }

    private void write(long object, long from, long to, ObjectCompletion done) {
        Striper striper = image.striper();
        List<Step> steps = new ArrayList<>();
        boolean unitsRepeat =
                striper.stripeUnit() % pattern.remaining() == 0
                        && byteOffset % pattern.remaining() == 0;
        if (unitsRepeat || !striper.striped()) {
            repeat(steps, phase(object, from), from, to - from);
        } else {
            for (long at = from; at < to; ) {
                long run = Math.min(to - at, striper.stripeUnit() - at % striper.stripeUnit());
                repeat(steps, phase(object, at), at, run);
                at += run;
            }
        }
        image.objects().fill(object, steps, durability, done);
    }

    /** Where in the pattern an object's byte is. */
    private int phase(long object, long objectOffset) {
        long inRange = image.striper().imageOffset(object, objectOffset) - byteOffset;
        return (int) (inRange % pattern.remaining());
    }

    /** Whole patterns from a phase on, then what is left of one. */
    private void repeat(List<Step> steps, int phase, long objectOffset, long length) {
        ByteBuffer turned = turned(phase);
        long rest = length % turned.remaining();
        if (length > rest) {
            steps.add(new Step.WriteSame(objectOffset, length - rest, turned));
        }
        if (rest > 0) {
            steps.add(
                    new Step.Write(
                            objectOffset + length - rest,
                            List.of(turned.slice(turned.position(), (int) rest))));
        }
    }

    private ByteBuffer turned(int phase) {
        if (phase == 0) {
            return pattern;
        }
        int start = pattern.position() + phase;
        return ByteBuffer.allocateDirect(pattern.remaining())
                .put(pattern.slice(start, pattern.remaining() - phase))
                .put(pattern.slice(pattern.position(), phase))
                .flip();
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    BlockError fallback() {
        return BlockError.WRITE_ERROR;
    }
}
