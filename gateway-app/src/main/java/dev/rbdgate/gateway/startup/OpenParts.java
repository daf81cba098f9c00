package dev.rbdgate.gateway.startup;

import dev.rbdgate.config.MappingStore;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.iscsi.IscsiTarget;
import dev.rbdgate.rbd.store.ObjectStore;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is open by now, and how to close it: images, store, database, directory. */
final class OpenParts {

    private static final Logger log = LoggerFactory.getLogger(OpenParts.class);

    /** How long images, and then the store, may take to flush and close. */
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(60);

    /** How long notes about initiators may take to be written. */
    private static final Duration WRITER_LIMIT = Duration.ofSeconds(5);

    @Nullable DataDirectory directory;
    @Nullable ObjectStore store;
    @Nullable MappingStore mappings;
    @Nullable ScheduledExecutorService timer;
    @Nullable ExecutorService writer;
    @Nullable IscsiTarget target;
    @Nullable Gateway gateway;

    /** Closes all there is. A step that fails is logged and does not stop the ones after it. */
    void close() {
        step("the iSCSI target", target, IscsiTarget::close);
        step("the timer", timer, ScheduledExecutorService::shutdownNow);
        step("the images", gateway, it -> await(it.close()));
        step("the notes about initiators", writer, OpenParts::drain);
        step("the object store", store, it -> await(it.close()));
        step("the mapping database", mappings, MappingStore::close);
        step("the data directory", directory, DataDirectory::close);
    }

    /** Closes one part. */
    @FunctionalInterface
    private interface Closing<T> {
        void close(T part) throws Exception;
    }

    private static <T> void step(String name, @Nullable T part, Closing<T> closing) {
        if (part == null) {
            return;
        }
        try {
            closing.close(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.error("Closing {} was interrupted", name);
        } catch (TimeoutException e) {
            log.error("Closing {} took longer than {} s", name, FLUSH_LIMIT.toSeconds());
        } catch (Exception e) {
            log.error("Closing {} failed", name, e);
        }
    }

    private static void await(Future<?> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        var _ = future.get(FLUSH_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static void drain(ExecutorService executor) throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(WRITER_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            log.warn("Notes about initiators were not all written");
        }
    }
}
