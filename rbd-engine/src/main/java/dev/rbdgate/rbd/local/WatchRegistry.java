package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext.Acknowledgement;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import dev.rbdgate.rbd.store.ObjectContext.Watch;
import dev.rbdgate.rbd.store.ObjectContext.WatchHandler;
import dev.rbdgate.rbd.store.ObjectContext.Watcher;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watches of an open store. All watchers are in this process, so none is lost by itself. */
final class WatchRegistry {

    /** Most watches on one object. */
    static final int MAX_WATCHES_PER_OBJECT = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(WatchRegistry.class);

    private final long instanceId;
    private final Workers workers;
    private final AtomicLong lastHandle = new AtomicLong();
    private final Map<String, List<LocalWatch>> watches = new ConcurrentHashMap<>();

    WatchRegistry(long instanceId, Workers workers) {
        this.instanceId = instanceId;
        this.workers = workers;
    }

    Watch add(String object, WatchHandler handler) {
        LocalWatch watch = new LocalWatch(object, lastHandle.incrementAndGet(), handler);
        watches.compute(
                object,
                (_, others) -> {
                    List<LocalWatch> all = others == null ? new CopyOnWriteArrayList<>() : others;
                    if (all.size() >= MAX_WATCHES_PER_OBJECT) {
                        throw new ObjectStoreException(Errno.EBUSY, "watches of " + object);
                    }
                    all.add(watch);
                    return all;
                });
        return watch;
    }

    CompletableFuture<NotifyResult> notifyAll(String object, byte[] payload, Duration timeout) {
        List<LocalWatch> told = List.copyOf(watches.getOrDefault(object, List.of()));
        List<CompletableFuture<@Nullable Acknowledgement>> answers = new ArrayList<>();
        for (LocalWatch watch : told) {
            answers.add(
                    watch.tell(payload)
                            .completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> result(told, answers));
    }

    private NotifyResult result(
            List<LocalWatch> told, List<CompletableFuture<@Nullable Acknowledgement>> answers) {
        List<Acknowledgement> acknowledgements = new ArrayList<>();
        List<Watcher> timeouts = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            Acknowledgement answer = answers.get(i).join();
            if (answer != null) {
                acknowledgements.add(answer);
            } else if (!told.get(i).isEnded()) {
                timeouts.add(told.get(i).watcher());
            }
        }
        return new NotifyResult(acknowledgements, timeouts);
    }

    /** One watch; its notifications run one after the other, on the store's workers. */
    private final class LocalWatch implements Watch {
        private final String object;
        private final long handle;
        private final WatchHandler handler;
        private CompletableFuture<Void> previous = CompletableFuture.completedFuture(null);
        private volatile boolean ended;

        LocalWatch(String object, long handle, WatchHandler handler) {
            this.object = object;
            this.handle = handle;
            this.handler = handler;
        }

        Watcher watcher() {
            return new Watcher(instanceId, handle);
        }

        boolean isEnded() {
            return ended;
        }

        /** The answer, or null if the handler failed or the watch has ended. */
        synchronized CompletableFuture<@Nullable Acknowledgement> tell(byte[] payload) {
            CompletableFuture<@Nullable Acknowledgement> answer = new CompletableFuture<>();
            previous = previous.thenRunAsync(() -> call(payload, answer), workers::execute);
            return answer;
        }

        private void call(byte[] payload, CompletableFuture<@Nullable Acknowledgement> answer) {
            if (ended) {
                answer.complete(null);
                return;
            }
            CompletableFuture<byte[]> called;
            try {
                called = handler.notified(instanceId, payload);
            } catch (RuntimeException e) {
                called = CompletableFuture.failedFuture(e);
            }
            var _ =
                    called.whenComplete(
                            (bytes, failure) -> answer.complete(acknowledgement(bytes, failure)));
        }

        private @Nullable Acknowledgement acknowledgement(
                byte @Nullable [] answer, @Nullable Throwable failure) {
            if (answer == null) {
                LOG.error("A watcher of {} gave no answer", object, failure);
                return null;
            }
            return new Acknowledgement(watcher(), answer);
        }

        @Override
        public long handle() {
            return handle;
        }

        @Override
        public CompletableFuture<Void> unwatch() {
            ended = true;
            watches.computeIfPresent(
                    object,
                    (_, all) -> {
                        all.remove(this);
                        return all.isEmpty() ? null : all;
                    });
            return CompletableFuture.completedFuture(null);
        }
    }
}
