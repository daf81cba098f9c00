package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Requests to the owner, from the notification that the owner answers to the news that they have
 * ended. An owner that is silent for a while is asked again with the same id; one that works says
 * so more often than that.
 */
public final class RemoteRequests {

    /** How long an owner may say nothing (as librbd's rbd_request_timed_out_seconds). */
    static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);

    /** How often a request is sent; a request fails ETIMEDOUT after as many silences. */
    static final int MAX_SENT = 10;

    private final HeaderChannel channel;
    private final Supplier<ClientId> self;
    private final Timing timing;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<AsyncRequestId, Pending> pending = new ConcurrentHashMap<>();

    /** A request under way. */
    private static final class Pending {
        final CompletableFuture<Void> end = new CompletableFuture<>();
        final DoubleConsumer progress;
        volatile long heard;

        Pending(DoubleConsumer progress) {
            this.progress = progress;
        }
    }

    /**
     * @param self who this client is when it asks
     */
    public RemoteRequests(HeaderChannel channel, Supplier<ClientId> self, Timing timing) {
        this.channel = channel;
        this.self = self;
        this.timing = timing;
    }

    /**
     * Asks the owner, and waits for the end. Fails with {@link ObjectStoreException}: ETIMEDOUT if
     * nobody is the owner, else what the owner answers.
     *
     * @param request makes the request with its id
     * @param progress told the done part, 0 to 1
     */
    public CompletableFuture<Void> ask(
            Function<AsyncRequestId, OwnerRequest> request, DoubleConsumer progress) {
        AsyncRequestId id = new AsyncRequestId(self.get(), lastNumber.incrementAndGet());
        Pending made = new Pending(progress);
        pending.put(id, made);
        send(request.apply(id), made, 1);
        return made.end.whenComplete((_, _) -> pending.remove(id));
    }

    private void send(OwnerRequest request, Pending asked, int times) {
        asked.heard = timing.nanoTime();
        var _ =
                channel.send(request)
                        .whenComplete((replies, failure) -> {
                            if (failure != null) {
                                asked.end.completeExceptionally(failure);
                                return;
                            }
                            switch (OwnerAnswer.of(replies)) {
                                case OwnerAnswer.Silence _ -> fail(asked, Errno.ETIMEDOUT, request);
                                case OwnerAnswer.Result(int result) when result < 0 ->
                                        fail(asked, -result, request);
                                case OwnerAnswer.Result _ -> listen(request, asked, times);
                            }
                        });
    }

    /** Waits for news; after a silence asks again. */
    private void listen(OwnerRequest request, Pending asked, int times) {
        long quiet = timing.nanoTime() - asked.heard;
        Duration left = SILENCE_LIMIT.minusNanos(quiet);
        if (asked.end.isDone()) {
            return;
        }
        if (left.isPositive()) {
            var _ = timing.after(left).whenComplete((_, _) -> listen(request, asked, times));
        } else if (times == MAX_SENT) {
            fail(asked, Errno.ETIMEDOUT, request);
        } else {
            send(request, asked, times + 1);
        }
    }

    private static void fail(Pending asked, int errno, OwnerRequest request) {
        asked.end.completeExceptionally(
                new ObjectStoreException(
                        errno,
                        "the owner of the image's lock, asked for "
                                + request.getClass().getSimpleName()));
    }

    /** News of a request, of this client's or another's. */
    public void received(RequestNews news) {
        Pending asked = pending.get(news.request());
        if (asked == null) {
            return;
        }
        asked.heard = timing.nanoTime();
        switch (news) {
            case RequestNews.Progress(_, long offset, long total) ->
                    asked.progress.accept(
                            total <= 0 ? 0 : Math.clamp((double) offset / total, 0, 1));
            case RequestNews.Complete(_, int result) -> {
                if (result < 0) {
                    asked.end.completeExceptionally(
                            new ObjectStoreException(
                                    -result, "the owner of the image's lock could not do it"));
                } else {
                    asked.end.complete(null);
                }
            }
        }
    }
}
