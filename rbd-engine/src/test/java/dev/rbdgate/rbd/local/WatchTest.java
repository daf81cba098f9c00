package dev.rbdgate.rbd.local;

import static dev.rbdgate.rbd.local.Calls.await;
import static dev.rbdgate.rbd.local.Calls.data;
import static dev.rbdgate.rbd.local.Calls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import dev.rbdgate.rbd.store.ObjectContext.Watch;
import dev.rbdgate.rbd.store.ObjectContext.WatchHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watchers that are slow, fail, or leave. */
@SuppressWarnings("NullAway.Init") // set up before each test
class WatchTest {

    private static final byte[] NEWS = {1};
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    private LocalObjectStore store;
    private ObjectContext context;

    @BeforeEach
    void open() throws Exception {
        store =
                LocalObjectStore.open(
                        new MemoryStoreFiles(64L << 20), LocalStoreSettings.defaults());
        context = store.context(store.pool("rbd").orElseThrow(), "");
        write(context, "a", data(0, "x"));
    }

    @AfterEach
    void close() {
        await(store.close());
    }

    private Watch watch(Supplier<CompletableFuture<byte[]>> answer) {
        return await(
                context.watch(
                        "a",
                        new WatchHandler() {
                            @Override
                            public CompletableFuture<byte[]> notified(long from, byte[] payload) {
                                return answer.get();
                            }

                            @Override
                            public void failed(int errno) {
                                throw new AssertionError(errno);
                            }
                        }));
    }

    @Test
    void watcherThatDoesNotAnswerIsNamedAsATimeout() {
        Watch silent = watch(CompletableFuture::new);
        NotifyResult result = await(context.notifyWatchers("a", NEWS, SHORT));
        assertThat(result.timeouts())
                .containsExactly(new ObjectContext.Watcher(store.instanceId(), silent.handle()));
        assertThat(result.acknowledgements()).isEmpty();
    }

    @Test
    void watcherThatThrowsHarmsNobodyElse() {
        watch(() -> {
            throw new IllegalStateException("a defect of the watcher");
        });
        watch(() -> CompletableFuture.completedFuture(new byte[] {2}));
        NotifyResult result = await(context.notifyWatchers("a", NEWS, LONG));
        assertThat(result.acknowledgements()).hasSize(1);
        assertThat(result.timeouts()).hasSize(1);
    }

    @Test
    void watcherThatLeftHearsNothing() {
        AtomicInteger heard = new AtomicInteger();
        Watch watch =
                watch(() -> {
                    heard.incrementAndGet();
                    return CompletableFuture.completedFuture(new byte[0]);
                });
        await(context.notifyWatchers("a", NEWS, LONG));
        await(watch.unwatch());
        await(context.notifyWatchers("a", NEWS, LONG));
        assertThat(heard.get()).isEqualTo(1);
    }
}
