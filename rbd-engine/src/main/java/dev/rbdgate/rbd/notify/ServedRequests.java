package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.store.Errno;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Requests that others make of us as the owner. One that is repeated is done once: while it runs it
 * is answered again, and after its end that is told again.
 */
public final class ServedRequests {

    /** Requests that run at once; more are refused with EAGAIN. */
    static final int MAX_RUNNING = 64;

    /** Ended requests whose result is remembered, for repetitions that come late. */
    static final int MAX_REMEMBERED = 256;

    /** How often progress is told, also when there is none: the other one gives up after 30 s. */
    static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

    /** In how many parts progress is told. */
    private static final long PARTS = 10_000;

    private final HeaderChannel channel;
    private final Timing timing;
    private final ToIntFunction<Throwable> errno;

    /** Guarded by the monitor, as all that follows. */
    private final Map<AsyncRequestId, Running> running = new HashMap<>();

    private final Map<AsyncRequestId, Integer> ended =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<AsyncRequestId, Integer> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    /** A request under way. */
    private static final class Running {
        volatile double done;
        volatile boolean over;
    }

    /**
     * @param errno the positive error number that a failure is told as
     */
    public ServedRequests(HeaderChannel channel, Timing timing, ToIntFunction<Throwable> errno) {
        this.channel = channel;
        this.timing = timing;
        this.errno = errno;
    }

    /**
     * Does what is asked, unless it is being done or was done.
     *
     * @param work told where to report the done part, 0 to 1
     * @return the owner's answer
     */
    public CompletableFuture<byte[]> serve(
            OwnerRequest request, Function<DoubleConsumer, CompletableFuture<Void>> work) {
        AsyncRequestId id = request.id();
        if (id.equals(AsyncRequestId.NONE)) {
            // The answer is the end of the work.
            return work.apply(_ -> {}).handle((_, failure) -> OwnerAnswer.encode(result(failure)));
        }
        Running begun = new Running();
        Integer result;
        synchronized (this) {
            result = ended.get(id);
            if (result == null && running.containsKey(id)) {
                return answer(0);
            }
            if (result == null && running.size() == MAX_RUNNING) {
                return answer(-Errno.EAGAIN);
            }
            if (result == null) {
                running.put(id, begun);
            }
        }
        if (result != null) {
            var _ = channel.tell(new RequestNews.Complete(id, result));
        } else {
            start(id, begun, work);
        }
        return answer(0);
    }

    private static CompletableFuture<byte[]> answer(int result) {
        return CompletableFuture.completedFuture(OwnerAnswer.encode(result));
    }

    private void start(
            AsyncRequestId id,
            Running begun,
            Function<DoubleConsumer, CompletableFuture<Void>> work) {
        var _ =
                CompletableFuture.completedFuture(null)
                        .thenCompose(_ -> work.apply(part -> begun.done = part))
                        .whenComplete((_, failure) -> end(id, begun, result(failure)));
        report(id, begun);
    }

    private void report(AsyncRequestId id, Running request) {
        var _ =
                timing.after(PROGRESS_INTERVAL)
                        .whenComplete((_, _) -> {
                            if (!request.over) {
                                long part = Math.round(request.done * PARTS);
                                var _ =
                                        channel.tell(new RequestNews.Progress(id, part, PARTS))
                                                .whenComplete((_, _) -> report(id, request));
                            }
                        });
    }

    private void end(AsyncRequestId id, Running request, int result) {
        request.over = true;
        synchronized (this) {
            running.remove(id);
            ended.put(id, result);
        }
        var _ = channel.tell(new RequestNews.Complete(id, result));
    }

    private int result(Throwable failure) {
        return failure == null ? 0 : -errno.applyAsInt(failure);
    }
}
