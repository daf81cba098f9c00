package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;

/** A flush. The store knows what has completed before: data, object map and records alike. */
final class FlushRequest extends RequestGate.Hold implements ObjectCompletion {
    private final ImageIo image;
    private final ObjectContext context;
    private final Completion completion;

    FlushRequest(ImageIo image, ObjectContext context, Completion completion) {
        super(RequestGate.NOWHERE_FROM, RequestGate.NOWHERE_TO, false);
        this.image = image;
        this.context = context;
        this.completion = completion;
    }

    @Override
    void run() {
        context.flush(this);
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
