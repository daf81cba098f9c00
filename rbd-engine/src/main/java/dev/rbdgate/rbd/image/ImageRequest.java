package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.store.ObjectCompletion;

/** A data call on an open image, from the gate to its completion. */
abstract class ImageRequest extends RequestGate.Hold implements ObjectCompletion {

    final ImageIo image;
    final long byteOffset;
    final long byteCount;
    private final Completion completion;

    ImageRequest(
            ImageIo image,
            long byteOffset,
            long byteCount,
            boolean exclusive,
            Completion completion) {
        super(byteOffset, end(byteOffset, byteCount), exclusive);
        this.image = image;
        this.byteOffset = byteOffset;
        this.byteCount = byteCount;
        this.completion = completion;
    }

    /** A range that is none is refused when it runs; until then it must not look like another. */
    private static long end(long byteOffset, long byteCount) {
        return byteCount < 0 || byteOffset > Long.MAX_VALUE - byteCount
                ? byteOffset
                : byteOffset + byteCount;
    }

    /** Submits the call; ends in {@link #complete}. */
    abstract void submit();

    /** What an error of the storage is called here. */
    abstract BlockError fallback();

    @Override
    final void run() {
        long size = image.sizeBytes();
        if (byteOffset < 0 || byteCount < 0 || byteCount > size - byteOffset) {
            finish(
                    Outcome.failed(
                            BlockError.OUT_OF_RANGE,
                            "%d+%d of %d bytes".formatted(byteOffset, byteCount, size)));
        } else if (byteCount == 0) {
            finish(Outcome.DONE);
        } else {
            submit();
        }
    }

    @Override
    final void refuse(BlockError error, String detail) {
        completion.complete(Outcome.failed(error, image.name() + ": " + detail));
    }

    @Override
    public void complete(int result) {
        finish(result < 0 ? failed(result) : Outcome.DONE);
    }

    final Outcome failed(int result) {
        return StoreErrors.outcome(
                result, fallback(), "%s at %d+%d".formatted(image.name(), byteOffset, byteCount));
    }

    final void finish(Outcome outcome) {
        completion.complete(outcome);
        image.gate().leave(this);
    }
}
