package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Makes sure, once, that a pool can hold the data of images, as librbd does: that its snapshots are
 * its clients' to manage, and that its objects can be overwritten.
 */
final class PoolValidation {

    /** What a pool's info object says once the pool was found fit for images. */
    private static final byte[] VALIDATED =
            "overwrite validated".getBytes(StandardCharsets.US_ASCII);

    /** What it says before it is overwritten. */
    private static final byte[] VALIDATING = "validate".getBytes(StandardCharsets.US_ASCII);

    private final ObjectContext pool;
    private final String name;

    /**
     * @param pool its default namespace
     */
    PoolValidation(ObjectContext pool, String name) {
        this.pool = pool;
        this.name = name;
    }

    CompletableFuture<Void> run() {
        return Operations.content(pool, ImageObjects.POOL_INFO, VALIDATED.length)
                .thenCompose(content ->
                        Arrays.equals(content, VALIDATED)
                                ? Operations.done()
                                : trySnapshot().thenCompose(_ -> tryOverwrite()));
    }

    private CompletableFuture<Void> trySnapshot() {
        if (!(pool instanceof SelfManagedSnaps snaps)) {
            return Operations.done();
        }
        return snaps.createSnap()
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.EINVAL)
                                        ? unfit("has snapshots of the pool")
                                        : failure))
                .thenCompose(snaps::removeSnap);
    }

    private CompletableFuture<Void> tryOverwrite() {
        return Operations.durably(pool, ImageObjects.POOL_INFO, write(VALIDATING))
                .thenCompose(
                        _ -> Operations.durably(pool, ImageObjects.POOL_INFO, write(VALIDATED)))
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                StoreErrors.is(failure, Errno.EOPNOTSUPP)
                                        ? unfit("is erasure coded and takes no overwrites")
                                        : failure));
    }

    private static Step write(byte[] content) {
        return new Step.Write(0, List.of(Buffers.direct(content)));
    }

    private ImageException unfit(String why) {
        return new ImageException(
                ImageException.Reason.UNSUPPORTED,
                "pool %s cannot hold images: it %s".formatted(name, why));
    }
}
