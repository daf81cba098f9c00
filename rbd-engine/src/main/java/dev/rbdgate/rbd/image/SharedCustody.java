package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.notify.AsyncRequestId;
import dev.rbdgate.rbd.notify.ClientId;
import dev.rbdgate.rbd.notify.HeaderChannel;
import dev.rbdgate.rbd.notify.HeaderMessage;
import dev.rbdgate.rbd.notify.HeaderWatch;
import dev.rbdgate.rbd.notify.LockMessage;
import dev.rbdgate.rbd.notify.Notice;
import dev.rbdgate.rbd.notify.OwnerAnswer;
import dev.rbdgate.rbd.notify.OwnerRequest;
import dev.rbdgate.rbd.notify.RemoteRequests;
import dev.rbdgate.rbd.notify.RequestNews;
import dev.rbdgate.rbd.notify.ServedRequests;
import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image that other clients may have open too: its header is watched, and its exclusive lock, if
 * it has one, goes to whoever changes it.
 */
final class SharedCustody implements Custody, HeaderWatch.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SharedCustody.class);

    private final ImageIo io;
    private final RbdImage image;
    private final HeaderChannel channel;
    private final Ownership ownership;
    private final HeaderRefresh refresh;
    private final RemoteRequests remote;
    private final ServedRequests served;
    private final OwnerWork work;

    /** Null until the watch has begun, before which nobody is told anything. */
    private volatile @Nullable HeaderWatch watch;

    private SharedCustody(ImageIo io, RbdImage image, StoreKind kind, Timing timing) {
        this.io = io;
        this.image = image;
        ObjectContext context = io.contexts().metadata();
        String header = io.access().object();
        channel = new HeaderChannel(context, header);
        ownership =
                new Ownership(
                        context,
                        header,
                        channel,
                        this::self,
                        io.gate(),
                        new FinishingTenure(
                                new ImageTenure(io, this::refreshed), image::finishLeftovers),
                        timing);
        refresh = new HeaderRefresh(io, timing, this::refreshed);
        remote = new RemoteRequests(channel, this::self, timing);
        served = new ServedRequests(channel, timing, StoreErrors::errno);
        work = new OwnerWork(image, kind);
    }

    /** Watches, and reads the header again: it may have changed before the watch. */
    static CompletableFuture<SharedCustody> begin(
            ImageIo io, RbdImage image, StoreKind kind, Timing timing) {
        SharedCustody custody = new SharedCustody(io, image, kind, timing);
        io.gate().onHeld(custody.ownership::changeWaits);
        return HeaderWatch.open(io.contexts().metadata(), io.access().object(), custody, timing)
                .thenCompose(begun -> {
                    custody.watch = begun;
                    return custody.refresh
                            .now()
                            .thenApply(_ -> custody)
                            .exceptionallyCompose(failure ->
                                    begun.close()
                                            .handle((_, _) -> failure)
                                            .thenCompose(CompletableFuture::failedFuture));
                });
    }

    private ClientId self() {
        HeaderWatch begun = watch;
        return begun == null ? ClientId.NONE : begun.id();
    }

    private void refreshed() {
        ownership.needed(io.header().has(Feature.EXCLUSIVE_LOCK));
        image.headerRead();
    }

    @Override
    public CompletableFuture<byte[]> received(long senderInstanceId, HeaderMessage message) {
        switch (message) {
            case LockMessage.Requested(ClientId asking, _) -> {
                if (!asking.equals(self()) && ownership.requested()) {
                    return CompletableFuture.completedFuture(OwnerAnswer.encode(0));
                }
            }
            case LockMessage.Acquired acquired -> ownership.heard(acquired);
            case LockMessage.Released released -> ownership.heard(released);
            case Notice.HeaderUpdate _ -> changed();
            case Notice.Quiesce _, Notice.Unquiesce _ -> {
                // Nothing to be done: the acknowledgement says so.
            }
            case RequestNews news -> remote.received(news);
            case OwnerRequest request -> {
                return serve(request);
            }
        }
        return CompletableFuture.completedFuture(OwnerAnswer.NOTHING);
    }

    private CompletableFuture<byte[]> serve(OwnerRequest request) {
        if (request.id().client().equals(self()) || !ownership.owns()) {
            return CompletableFuture.completedFuture(OwnerAnswer.NOTHING);
        }
        if (request instanceof OwnerRequest.Unknown) {
            return CompletableFuture.completedFuture(OwnerAnswer.encode(-Errno.EOPNOTSUPP));
        }
        return served.serve(
                request,
                progress ->
                        ownership.whileOwned(
                                true,
                                () -> run(request, progress).thenCompose(_ -> tellChanged())));
    }

    private CompletableFuture<Void> run(OwnerRequest request, DoubleConsumer progress) {
        return request instanceof OwnerRequest.UpdateFeatures
                ? ownership.anew(() -> work.run(request, progress))
                : work.run(request, progress);
    }

    @Override
    public void watchingAgain(ClientId id) {
        ownership.watchingAgain();
        changed();
    }

    /** Others change the header, and the image's name, which is not in it. */
    private void changed() {
        refresh.changed();
        var _ =
                image.lookForName()
                        .exceptionally(failure -> {
                            LOG.warn(
                                    "the name of {} was not looked up: {}",
                                    io.name(),
                                    failure.getMessage());
                            return null;
                        });
    }

    @Override
    public void fenced() {
        ownership.fenced();
        image.ended();
    }

    @Override
    public CompletableFuture<Void> maintain(
            Function<AsyncRequestId, OwnerRequest> request,
            DoubleConsumer progress,
            Supplier<CompletableFuture<Void>> here) {
        Supplier<CompletableFuture<Void>> toldHere =
                () -> here.get().thenCompose(_ -> tellChanged());
        return ownership
                .whileOwned(false, toldHere)
                .exceptionallyCompose(failure ->
                        StoreErrors.cause(failure) instanceof OwnedElsewhereException
                                ? byOwner(request, progress, toldHere)
                                : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Void> own(Supplier<CompletableFuture<Void>> here) {
        return ownership.whileOwned(true, () -> here.get().thenCompose(_ -> tellChanged()));
    }

    /** An owner that is gone, or that cannot do it, is followed by this client. */
    private CompletableFuture<Void> byOwner(
            Function<AsyncRequestId, OwnerRequest> request,
            DoubleConsumer progress,
            Supplier<CompletableFuture<Void>> here) {
        return remote.ask(request, progress)
                .thenCompose(_ -> refresh.now())
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ETIMEDOUT)
                                        || StoreErrors.is(failure, Errno.EOPNOTSUPP)
                                ? ownership.whileOwned(true, here)
                                : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Void> tellChanged() {
        return channel.tell(new Notice.HeaderUpdate());
    }

    @Override
    public CompletableFuture<Void> stop() {
        return ownership.stop();
    }

    @Override
    public CompletableFuture<Void> close() {
        return ownership.close().thenCompose(_ -> abandon());
    }

    @Override
    public CompletableFuture<Void> abandon() {
        HeaderWatch begun = watch;
        return begun == null ? Operations.done() : begun.close();
    }
}
