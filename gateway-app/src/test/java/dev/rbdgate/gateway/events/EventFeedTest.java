package dev.rbdgate.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.events.EventFeed.Next;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventFeedTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final Duration NOW = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final EventFeed feed = new EventFeed(CLOCK);

    private static GatewayEvent.Changed change(int number) {
        return new GatewayEvent.Changed("image.create", "rbd/" + number);
    }

    private EventFeed.Subscription subscribe() {
        return feed.subscribe(Optional.empty()).orElseThrow();
    }

    private EventFeed.Subscription subscribe(String lastId) {
        return feed.subscribe(Optional.of(lastId)).orElseThrow();
    }

    @Test
    void aSubscriberGetsWhatHappensFromThenOnInOrder() throws Exception {
        feed.publish(change(1));
        try (EventFeed.Subscription subscription = subscribe()) {
            assertThat(subscription.next(NOW)).isEqualTo(new Next.Quiet());
            feed.publish(change(2));
            feed.publish(change(3));
            assertThat(event(subscription)).isEqualTo(change(2));
            assertThat(event(subscription)).isEqualTo(change(3));
            assertThat(subscription.next(NOW)).isEqualTo(new Next.Quiet());
        }
    }

    @Test
    void whoComesBackGetsWhatItMissed() throws Exception {
        String id;
        try (EventFeed.Subscription first = subscribe()) {
            feed.publish(change(1));
            id = ((Next.Event) first.next(NOW)).id();
        }
        feed.publish(change(2));
        try (EventFeed.Subscription again = subscribe(id)) {
            assertThat(event(again)).isEqualTo(change(2));
        }
    }

    @Test
    void whoHasFallenBehindIsToldSoAndGoesOnFromNow() throws Exception {
        try (EventFeed.Subscription subscription = subscribe()) {
            for (int i = 0; i < EventFeed.KEPT; i++) {
                feed.publish(change(i));
            }
            assertThat(event(subscription)).as("all are kept").isEqualTo(change(0));
            feed.publish(change(1));
            feed.publish(change(2));
            assertThat(subscription.next(NOW)).isInstanceOf(Next.Missed.class);
            feed.publish(change(3));
            assertThat(event(subscription)).isEqualTo(change(3));
        }
    }

    @Test
    void anIdOfAnotherRunOrOfNothingMeansThatAllWasMissed() throws Exception {
        EventFeed earlier = new EventFeed(Clock.offset(CLOCK, Duration.ofDays(-1)));
        earlier.publish(change(1));
        EventFeed.Subscription old = earlier.subscribe(Optional.of("")).orElseThrow();
        String id = ((Next.Missed) old.next(NOW)).id();
        for (String strange : new String[] {id, "x", "", id + "9", "-5"}) {
            try (EventFeed.Subscription subscription = subscribe(strange)) {
                assertThat(subscription.next(NOW)).as(strange).isInstanceOf(Next.Missed.class);
                assertThat(subscription.next(NOW)).isEqualTo(new Next.Quiet());
            }
        }
    }

    @Test
    void anIdThatIsYetToComeMeansThatAllWasMissed() throws Exception {
        try (EventFeed.Subscription first = subscribe("x")) {
            String id = ((Next.Missed) first.next(NOW)).id().replaceAll("-0$", "-7");
            try (EventFeed.Subscription subscription = subscribe(id)) {
                assertThat(subscription.next(NOW)).isInstanceOf(Next.Missed.class);
            }
        }
    }

    @Test
    void thereAreOnlySoManySubscribersUntilOneLeaves() {
        List<EventFeed.Subscription> all = new ArrayList<>();
        for (int i = 0; i < EventFeed.MAX_SUBSCRIBERS; i++) {
            all.add(subscribe());
        }
        assertThat(feed.subscribe(Optional.empty())).isEmpty();
        all.getFirst().close();
        all.getFirst().close();
        assertThat(feed.subscribe(Optional.empty())).isPresent();
        assertThat(feed.subscribe(Optional.empty())).as("closing twice frees one place").isEmpty();
    }

    @Test
    void whoWaitsIsWokenByAnEventAndByTheEnd() throws Exception {
        try (EventFeed.Subscription subscription = subscribe()) {
            Thread publisher = Thread.startVirtualThread(() -> feed.publish(change(1)));
            assertThat(subscription.next(LONG)).isInstanceOf(Next.Event.class);
            publisher.join();
            Thread closer = Thread.startVirtualThread(feed::close);
            assertThat(subscription.next(LONG)).isEqualTo(new Next.Ended());
            closer.join();
        }
    }

    @Test
    void anEventsTopicIsTheFirstPartOfItsAction() {
        assertThat(change(1).topic()).isEqualTo("image");
        assertThat(new GatewayEvent.Changed("rescan", "x").topic()).isEqualTo("rescan");
    }

    private static GatewayEvent event(EventFeed.Subscription subscription)
            throws InterruptedException {
        return ((Next.Event) subscription.next(NOW)).published().event();
    }
}
