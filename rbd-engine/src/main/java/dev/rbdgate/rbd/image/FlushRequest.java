package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.store.ObjectCompletion;

/** A flush. The store knows what has completed before: data, object map and records alike. */
final class FlushRequest extends RequestGate.Hold implements ObjectCompletion {
    private final ImageIo image;
    private final Completion completion;

    FlushRequest(ImageIo image, Completion completion) {
        super(RequestGate.NOWHERE_FROM, RequestGate.NOWHERE_TO, false);
        this.image = image;
        this.completion = completion;
    }

    @Override
    void run() {
        image.contexts().metadata().flush(this);
    }

    @Override
    void refuse(BlockError error, String detail) {
        completion.complete(Outcome.failed(error, image.name() + ": " + detail));
    }

    @Override
    public void complete(int result) {
        completion.complete(
                result < 0
                        ? StoreErrors.outcome(
                                result, BlockError.WRITE_ERROR, "flush of " + image.name())
                        : Outcome.DONE);
        image.gate().leave(this);
    }
}
