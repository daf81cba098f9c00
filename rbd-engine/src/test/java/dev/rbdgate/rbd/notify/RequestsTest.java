package dev.rbdgate.rbd.notify;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.Fencing;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.SimulatedClient;
import dev.rbdgate.rbd.store.SimulatedCluster;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests between an asking client and an owner, and the watches that carry them. */
@SuppressWarnings("NullAway.Init") // set up before each test
final class RequestsTest {

    private static final String HEADER = "rbd_header.1";
    private static final Duration LITTLE = Duration.ofMillis(1);

    private final ManualTiming timing = new ManualTiming();
    private final SimulatedCluster cluster = new SimulatedCluster();
    private final SimulatedClient ownerClient = cluster.client();
    private final SimulatedClient askerClient = cluster.client();

    private Peer owner;
    private Peer asker;

    /** A client with a watch, which serves as the owner or asks. */
    private final class Peer implements HeaderWatch.Listener {
        final HeaderChannel channel;
        final ServedRequests served;
        final RemoteRequests remote;
        final HeaderWatch watch;
        final List<HeaderMessage> heard = new ArrayList<>();
        final List<OwnerRequest> done = new ArrayList<>();
        final List<String> losses = new ArrayList<>();
        boolean owner;
        Function<DoubleConsumer, CompletableFuture<Void>> work =
                _ -> CompletableFuture.completedFuture(null);

        Peer(SimulatedClient client) {
            ObjectContext context = context(client);
            channel = new HeaderChannel(context, HEADER);
            served =
                    new ServedRequests(
                            channel,
                            timing,
                            failure ->
                                    failure.getCause() instanceof ObjectStoreException e
                                            ? e.errno()
                                            : Errno.EIO);
            watch = join(HeaderWatch.open(context, HEADER, this, timing));
            remote = new RemoteRequests(channel, watch::id, timing);
        }

        @Override
        public CompletableFuture<byte[]> received(long sender, HeaderMessage message) {
            heard.add(message);
            switch (message) {
                case OwnerRequest request when owner -> {
                    return served.serve(
                            request,
                            progress -> {
                                done.add(request);
                                return work.apply(progress);
                            });
                }
                case RequestNews news -> remote.received(news);
                default -> {}
            }
            return CompletableFuture.completedFuture(OwnerAnswer.NOTHING);
        }

        @Override
        public void watchingAgain(ClientId id) {
            losses.add("again " + id.watchHandle());
        }

        @Override
        public void fenced() {
            losses.add("fenced");
        }
    }

    private static ObjectContext context(SimulatedClient client) {
        return client.context(client.pools().getFirst(), "");
    }

    @BeforeEach
    void watch() {
        StoreCalls.write(context(ownerClient), HEADER, new Step.Create(true));
        owner = new Peer(ownerClient);
        asker = new Peer(askerClient);
        owner.owner = true;
    }

    @Test
    void aRequestIsAnsweredDoneAndReported() {
        CompletableFuture<Void> work = new CompletableFuture<>();
        List<DoubleConsumer> progress = new ArrayList<>();
        owner.work =
                told -> {
                    progress.add(told);
                    return work;
                };
        List<Double> parts = new ArrayList<>();
        CompletableFuture<Void> end = asker.remote.ask(OwnerRequest.Flatten::new, parts::add);
        assertThat(owner.done).hasSize(1);
        assertThat(end).isNotDone();
        progress.getFirst().accept(0.25);
        timing.pass(ServedRequests.PROGRESS_INTERVAL);
        assertThat(parts).containsExactly(0.25);
        work.complete(null);
        assertThat(end).isCompleted();
        timing.pass(Duration.ofMinutes(1));
        assertThat(parts).containsExactly(0.25);
    }

    @Test
    void aFailureOfTheWorkIsTheRequestsFailure() {
        owner.work =
                _ -> CompletableFuture.failedFuture(new ObjectStoreException(Errno.EBUSY, "x"));
        assertThatThrownBy(() -> join(asker.remote.ask(OwnerRequest.Flatten::new, _ -> {})))
                .isInstanceOfSatisfying(
                        ObjectStoreException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
    }

    @Test
    void withoutAnOwnerARequestTimesOutAtOnce() {
        owner.owner = false;
        assertThatThrownBy(() -> join(asker.remote.ask(OwnerRequest.Flatten::new, _ -> {})))
                .isInstanceOfSatisfying(
                        ObjectStoreException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT));
    }

    @Test
    void aSilentOwnerIsAskedAgainAndDoesItOnce() {
        CompletableFuture<Void> work = new CompletableFuture<>();
        owner.work = _ -> work;
        CompletableFuture<Void> end = asker.remote.ask(OwnerRequest.Flatten::new, _ -> {});
        ownerClient.freeze();
        timing.pass(RemoteRequests.SILENCE_LIMIT.minus(LITTLE));
        ownerClient.thaw();
        assertThat(owner.heard).hasSize(1);
        // The owner's news were stopped with it: they come now, and the patience begins anew.
        timing.pass(LITTLE);
        assertThat(end).isNotDone();
        work.complete(null);
        assertThat(end).isCompleted();
        assertThat(owner.done).hasSize(1);
    }

    @Test
    void aRequestThatComesAgainIsDoneOnceAndItsEndIsToldAgain() {
        AsyncRequestId id = new AsyncRequestId(asker.watch.id(), 77);
        CompletableFuture<Void> work = new CompletableFuture<>();
        owner.work = _ -> work;
        for (int i = 0; i < 3; i++) {
            assertThat(OwnerAnswer.of(join(asker.channel.send(new OwnerRequest.Flatten(id)))))
                    .isEqualTo(new OwnerAnswer.Result(0));
        }
        assertThat(owner.done).hasSize(1);
        work.complete(null);
        RequestNews complete = new RequestNews.Complete(id, 0);
        assertThat(asker.heard).containsOnlyOnce(complete);
        join(asker.channel.send(new OwnerRequest.Flatten(id)));
        assertThat(owner.done).hasSize(1);
        assertThat(asker.heard.stream().filter(complete::equals)).hasSize(2);
    }

    @Test
    void anOwnerThatNeverSpeaksAgainIsGivenUp() {
        owner.work = _ -> new CompletableFuture<>();
        // It acknowledges, and its news are lost.
        CompletableFuture<Void> end =
                new RemoteRequests(asker.channel, asker.watch::id, timing)
                        .ask(OwnerRequest.RebuildObjectMap::new, _ -> {});
        timing.pass(
                RemoteRequests.SILENCE_LIMIT.multipliedBy(RemoteRequests.MAX_SENT).minus(LITTLE));
        assertThat(end).isNotDone();
        timing.pass(LITTLE);
        assertThat(end).isCompletedExceptionally();
        assertThat(owner.done).hasSize(1);
    }

    @Test
    void anOldClientsRequestIsAnsweredAtItsEnd() {
        CompletableFuture<Void> work = new CompletableFuture<>();
        owner.work = _ -> work;
        CompletableFuture<ObjectContext.NotifyResult> answered =
                asker.channel.send(new OwnerRequest.Rename("n", AsyncRequestId.NONE));
        assertThat(answered).isNotDone();
        work.completeExceptionally(new ObjectStoreException(Errno.EEXIST, "n"));
        assertThat(OwnerAnswer.of(join(answered))).isInstanceOf(OwnerAnswer.Result.class);
    }

    @Test
    void moreThanMayRunAreRefused() {
        owner.work = _ -> new CompletableFuture<>();
        for (int i = 0; i < ServedRequests.MAX_RUNNING; i++) {
            var _ = asker.remote.ask(OwnerRequest.Flatten::new, _ -> {});
        }
        assertThatThrownBy(() -> join(asker.remote.ask(OwnerRequest.Flatten::new, _ -> {})))
                .isInstanceOfSatisfying(
                        ObjectStoreException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN));
    }

    @Test
    void aLostWatchIsBegunAnewUnderAnotherId() {
        ClientId before = owner.watch.id();
        ownerClient.loseWatches(Errno.ETIMEDOUT);
        ClientId after = owner.watch.id();
        assertThat(after.watchHandle()).isNotEqualTo(before.watchHandle());
        assertThat(owner.losses).containsExactly("again " + after.watchHandle());
        join(asker.channel.send(new Notice.HeaderUpdate()));
        assertThat(owner.heard).containsExactly(new Notice.HeaderUpdate());
    }

    @Test
    void aFencedClientDoesNotWatchAgain() {
        join(((Fencing) context(askerClient)).blocklist(ownerClient.address(), Duration.ZERO));
        assertThat(owner.losses).containsExactly("fenced");
    }

    @Test
    void aClosedWatchHearsNothing() {
        join(owner.watch.close());
        join(asker.channel.send(new Notice.HeaderUpdate()));
        assertThat(owner.heard).isEmpty();
    }

    @Test
    void nonsenseIsAcknowledgedWithoutAnAnswer() {
        ObjectContext.NotifyResult replies =
                join(
                        context(askerClient)
                                .notifyWatchers(HEADER, new byte[] {9}, Duration.ofSeconds(1)));
        assertThat(replies.acknowledgements()).hasSize(2);
        assertThat(OwnerAnswer.of(replies)).isEqualTo(new OwnerAnswer.Silence());
    }
}
