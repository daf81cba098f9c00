package dev.rbdgate.csi.call;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls: the one place where what went wrong becomes a status. Thread-safe. */
public final class Calls {

    private static final Logger log = LoggerFactory.getLogger(Calls.class);

    /** Volumes and snapshots that a call works on. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /** Answers a call by what {@code work} returns or refuses. */
    public <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (Refusal e) {
            log.info("refused, {}: {}", e.code(), e.getMessage());
            observer.onError(refused(e.code(), String.valueOf(e.getMessage())));
            return;
        } catch (RuntimeException e) {
            log.error("A call failed", e);
            observer.onError(refused(Status.Code.INTERNAL, String.valueOf(e.getMessage())));
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    /**
     * Answers a call that works on a volume or snapshot: two at a time are refused, as the
     * specification advises (ABORTED, "Operation pending for volume").
     */
    public <T> void answerAlone(StreamObserver<T> observer, String subject, Supplier<T> work) {
        answer(
                observer,
                () -> {
                    if (!busy.add(subject)) {
                        throw Refusal.of(
                                Status.Code.ABORTED, "another call for %s is under way", subject);
                    }
                    try {
                        return work.get();
                    } finally {
                        busy.remove(subject);
                    }
                });
    }

    private static RuntimeException refused(Status.Code code, String message) {
        return code.toStatus().withDescription(message).asRuntimeException();
    }
}
