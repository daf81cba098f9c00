package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A read operation of several steps. */
final class QueryRequest extends FutureRequest<List<Answer>> {

    private final String object;
    private final List<ReadOperation.Step> steps;
    private final List<QueryStep> sent = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();

    QueryRequest(IoContext io, Executor executor, String object, ReadOperation operation) {
        super(io, executor, "query of " + object);
        this.object = object;
        steps = operation.steps();
    }

    @Override
    CallKind kind() {
        return CallKind.QUERY;
    }

    @Override
    long payloadBytes() {
        long sum = 0;
        for (ReadOperation.Step step : steps) {
            if (step instanceof ReadOperation.Step.Read(long _, int length)) {
                sum += length;
            }
        }
        return sum;
    }

    @Override
    int send(Slot slot) {
        Scratch scratch = slot.scratch();
        long operation = ReadOpCalls.create();
        try {
            if (steps.isEmpty()) {
                ReadOpCalls.stat(operation, scratch.word(), scratch.word(), Librados.NULL);
            }
            for (ReadOperation.Step step : steps) {
                QueryStep query = QueryStep.of(step);
                query.append(operation, scratch);
                sent.add(query);
            }
            return AioCalls.operateRead(
                    operation, io().address(), slot.completion(), scratch.string(object), 0);
        } finally {
            ReadOpCalls.release(operation);
        }
    }

    @Override
    int collect(Slot slot, int result) {
        long version = result < 0 ? 0 : AioCalls.version(slot.completion());
        for (QueryStep query : sent) {
            // Also after an error: it frees what librados allocated.
            Answer answer = query.collect(result >= 0, version);
            answers.add(answer);
        }
        return result;
    }

    @Override
    List<Answer> answer() {
        return List.copyOf(answers);
    }
}
