package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
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
    private final long length;

    WriteRequest(
            IoContext io,
            String object,
            WriteOperation operation,
            ObjectCompletion completion,
            FlushScope scope) {
        super(io);
        this.object = object;
        this.steps = operation.steps();
        this.completion = completion;
        this.scope = scope;
        epoch = scope.begin();
        length = WriteSteps.payloadBytes(steps);
    }

    @Override
    CallKind kind() {
        return CallKind.WRITE;
    }

    @Override
    long payloadBytes() {
        return length;
    }

    @Override
    int send(Slot slot) {
        Scratch scratch = slot.scratch();
        long name = scratch.string(object);
        // The most frequent operation by far needs no operation object.
        if (steps.size() == 1
                && steps.getFirst() instanceof Step.Write write
                && write.data().size() == 1
                && length > 0) {
            long address = Payload.contiguous(write.data(), scratch);
            return AioCalls.write(
                    io().address(), name, slot.completion(), address, length, write.offset());
        }
        long operation = WriteOpCalls.create();
        try {
            for (Step step : steps) {
                WriteSteps.append(operation, step, scratch);
            }
            return AioCalls.operateWrite(
                    operation, io().address(), slot.completion(), name, Librados.NULL, 0);
        } finally {
            WriteOpCalls.release(operation);
        }
    }

    @Override
    int collect(Slot slot, int result) {
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
