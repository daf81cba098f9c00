package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.events.EventFeed;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Changes as server-sent events (HTML standard, 9.2). Each stream is written by its own request's
 * thread: one whose reader is slow waits alone, and is told when it has missed events.
 */
@RestController
@RequestMapping(Answers.BASE + "/events")
class EventController {

    private static final Logger log = LoggerFactory.getLogger(EventController.class);

    /** A comment after this much silence tells both ends that the other is there. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** A stream ends after this; whoever wants to go on shows again that it may. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** How long a client waits before it comes back, in milliseconds. */
    private static final int RETRY_MILLIS = 2000;

    private final EventFeed feed;
    private final JsonMapper json;

    EventController(Gateway gateway, JsonMapper json) {
        feed = gateway.events();
        this.json = json;
    }

    @Operation(
            summary =
                    "Changes as server-sent events; 'reload' says that some were missed. A stream ends after 15 minutes.")
    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletResponse response)
            throws InterruptedException {
        try (EventFeed.Subscription subscription =
                feed.subscribe(Optional.ofNullable(lastEventId)).orElseThrow(() -> tooMany())) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            // A proxy in front must not collect them.
            response.setHeader("X-Accel-Buffering", "no");
            write(subscription, response.getOutputStream());
        } catch (IOException e) {
            log.debug("A stream of events ended: {}", e.toString());
        }
    }

    private void write(EventFeed.Subscription subscription, OutputStream stream)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        send(stream, "retry: " + RETRY_MILLIS + "\n\n");
        while (System.nanoTime() - end < 0) {
            switch (subscription.next(HEARTBEAT)) {
                case EventFeed.Next.Event(String id, EventFeed.Published published) ->
                        send(
                                stream,
                                "id: %s\nevent: %s\ndata: %s\n\n"
                                        .formatted(
                                                id,
                                                published.event().topic(),
                                                json.writeValueAsString(EventViews.of(published))));
                case EventFeed.Next.Missed(String id) ->
                        send(stream, "id: %s\nevent: reload\ndata: {}\n\n".formatted(id));
                case EventFeed.Next.Quiet() -> send(stream, ":\n\n");
                case EventFeed.Next.Ended() -> {
                    return;
                }
            }
        }
    }

    /** JSON has no raw line ends in it, so that each event's data is one line. */
    private static void send(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    private static RefusedException tooMany() {
        return RefusedException.of(
                RefusedException.Kind.UNAVAILABLE,
                EventFeed.MAX_SUBSCRIBERS + " streams of events are open, which is the limit");
    }
}
