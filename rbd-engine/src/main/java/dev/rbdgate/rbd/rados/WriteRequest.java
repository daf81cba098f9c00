package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;

/** A write operation. */
final class WriteRequest extends Request {

    private final String object;
    private final List<Step> steps;
    private final ObjectCompletion completion;
    private final FlushScope scope;
    private final FlushScope.Epoch epoch;
    private final HintedObjects hinted;
    private final long tag;
    private final long length;

    /**
     * @param hinted objects of the same client
     */
    WriteRequest(
            IoContext io,
            String object,
            WriteOperation operation,
            ObjectCompletion completion,
            FlushScope scope,
            HintedObjects hinted) {
        super(io);
        this.object = object;
        this.steps = operation.steps();
        this.completion = completion;
        this.scope = scope;
        this.hinted = hinted;
        tag = HintedObjects.tag(io.key(), object);
        epoch = scope.begin();
        length = WriteSteps.payloadBytes(steps);
    }

    @Override
    long payloadBytes() {
        return length;
    }

    @Override
    int send(Slot slot) {
        Scratch scratch = slot.scratch();
        long name = scratch.string(object);
        if (steps.getLast() instanceof Step.Remove) {
            hinted.remove(tag);
        }
        List<Step> needed = needed();
        // The most frequent operation by far needs no operation object.
        if (needed.size() == 1
                && needed.getFirst() instanceof Step.Write write
                && length > 0
                && !Payload.isInPieces(write.offset(), write.data())) {
            long address = Payload.contiguous(write.data(), scratch);
            return AioCalls.write(
                    io().address(), name, slot.completion(), address, length, write.offset());
        }
        long operation = WriteOpCalls.create();
        try {
            for (Step step : needed) {
                WriteSteps.append(operation, step, scratch);
            }
            return AioCalls.operateWrite(
                    operation, io().address(), slot.completion(), name, Librados.NULL, 0);
        } finally {
            WriteOpCalls.release(operation);
        }
    }

    /** The steps, without a hint that the object has had; a write creates the object as well. */
    private List<Step> needed() {
        return isHintedWrite() && hinted.contains(tag) ? steps.subList(1, 2) : steps;
    }

    private boolean isHintedWrite() {
        return steps.size() == 2
                && steps.getFirst() instanceof Step.AllocationHint
                && (steps.get(1) instanceof Step.Write
                        || steps.get(1) instanceof Step.AtomicWrite
                        || steps.get(1) instanceof Step.WriteFull);
    }

    @Override
    int collect(Slot slot, int result) {
        if (result >= 0 && isHintedWrite()) {
            hinted.add(tag);
        }
        // A class method may answer a positive number, which says nothing here.
        return Math.min(result, 0);
    }

    @Override
    void complete(int result) {
        try {
            completion.complete(result);
        } finally {
            scope.end(epoch);
        }
    }
}
