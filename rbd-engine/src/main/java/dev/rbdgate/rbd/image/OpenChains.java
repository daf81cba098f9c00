package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open images, and snapshots, that show an image through another one. When the one in the
 * middle is flattened, what is below it may change or go: those that are open then read past it no
 * more.
 *
 * <p>Here that happens before the flattened image lets go of its parent. What another client
 * flattens is noticed within {@link #INTERVAL}; the objects read meanwhile are those of a removed
 * snapshot, which an OSD calls absent, and a flatten has copied all that were not.
 */
final class OpenChains {

    /** Between two looks at what other clients may have flattened. */
    static final Duration INTERVAL = Duration.ofSeconds(30);

    /**
     * Longest wait for images that are to read anew: one that is being parted from its own parent
     * reads anew after that, which may wait for what waits here.
     */
    static final Duration RELOAD_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(OpenChains.class);

    private final SnapshotOpener opener;
    private final StoreKind kind;
    private final Timing timing;
    private final Set<ImageIo> open = ConcurrentHashMap.newKeySet();

    OpenChains(SnapshotOpener opener, StoreKind kind, Timing timing) {
        this.opener = opener;
        this.kind = kind;
        this.timing = timing;
    }

    /**
     * Takes in what was opened, if it shows another image, and looks whether a longer chain is
     * still so. Never fails.
     */
    CompletableFuture<Void> opened(ImageIo image) {
        List<Link> chain = image.state().chain();
        if (chain.isEmpty()) {
            return Operations.done();
        }
        open.add(image);
        return chain.size() < 2 ? Operations.done() : check(image).thenRun(() -> checkLater(image));
    }

    void closed(ImageIo image) {
        open.remove(image);
    }

    private void checkLater(ImageIo image) {
        if (kind.oneOwner() || !open.contains(image)) {
            return;
        }
        var _ =
                timing.after(INTERVAL)
                        .thenCompose(_ -> check(image))
                        .thenRun(() -> checkLater(image));
    }

    /** Reads the chain's headers, and goes on with what they say if that is something else. */
    private CompletableFuture<Void> check(ImageIo image) {
        List<Link> known = image.state().chain();
        if (!open.contains(image) || known.size() < 2) {
            return Operations.done();
        }
        return opener.chain(image.contexts().metadata(), known.getFirst())
                .thenCompose(now -> now.equals(known) ? Operations.done() : reload(image))
                .exceptionally(failure -> {
                    LOG.warn(
                            "what {} was cloned from cannot be looked at: {}",
                            image.name(),
                            failure.getMessage());
                    return null;
                });
    }

    private CompletableFuture<Void> reload(ImageIo image) {
        return Barrier.run(image, image::reload)
                .exceptionallyCompose(failure ->
                        open.contains(image)
                                ? CompletableFuture.failedFuture(failure)
                                : Operations.done());
    }

    /**
     * An image was parted from its parent, as its header says by now. Completes when nothing that
     * is open here reads past it, or after {@link #RELOAD_LIMIT}.
     */
    CompletableFuture<Void> parted(ImageIo parted) {
        open.remove(parted);
        String imageId = parted.header().id();
        List<CompletableFuture<Void>> reloads =
                open.stream()
                        .filter(image ->
                                // Its snapshots may be parted with it.
                                image.header().id().equals(imageId)
                                        || readsPast(image.state().chain(), imageId))
                        .map(this::reload)
                        .toList();
        if (reloads.isEmpty()) {
            return Operations.done();
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(reloads.toArray(CompletableFuture[]::new));
        return CompletableFuture.anyOf(all, timing.after(RELOAD_LIMIT)).thenApply(_ -> null);
    }

    private static boolean readsPast(List<Link> chain, String imageId) {
        return chain.subList(0, Math.max(0, chain.size() - 1)).stream()
                .anyMatch(link -> link.parent().imageId().equals(imageId));
    }
}
