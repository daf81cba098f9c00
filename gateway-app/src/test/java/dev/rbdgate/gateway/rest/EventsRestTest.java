package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.TinyInitiator;
import dev.rbdgate.gateway.events.EventFeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events, the history and the rates, as a client gets them. */
@Timeout(60)
final class EventsRestTest {

    private static final String IQN = "iqn.2026-11.dev.rbdgate:events";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"), "--volume=events=64MiB");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private record Event(String id, String topic, JsonNode data) {}

    /** A stream that is read event by event. */
    private static final class Stream implements AutoCloseable {
        private final BufferedReader lines;

        Stream(@Nullable String lastId) throws Exception {
            HttpResponse<InputStream> response = gateway.open(request(lastId));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            lines =
                    new BufferedReader(
                            new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("retry: 2000");
            assertThat(lines.readLine()).isEmpty();
        }

        static HttpRequest request(@Nullable String lastId) {
            HttpRequest.Builder request =
                    gateway.request("/api/v1/events")
                            .timeout(Duration.ofSeconds(20))
                            .header("Authorization", "Bearer " + gateway.token());
            return (lastId == null ? request : request.header("Last-Event-ID", lastId)).build();
        }

        Event next() throws IOException {
            String id = "";
            String topic = "";
            String data = "";
            for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    topic = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
            return topic.isEmpty() ? next() : new Event(id, topic, JSON.readTree(data));
        }

        Event await(Predicate<Event> wanted) throws IOException {
            Event event = next();
            while (!wanted.test(event)) {
                event = next();
            }
            return event;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    @Test
    void aChangeIsToldToWhoListensAndToWhoComesBack() throws Exception {
        String before;
        try (Stream stream = new Stream(null)) {
            gateway.post("/images", "{\"name\":\"told\",\"size\":\"4MiB\"}");
            Event created = stream.await(it -> it.topic().equals("image"));
            assertThat(created.data().path("action").asString()).isEqualTo("image.create");
            assertThat(created.data().path("subject").asString()).isEqualTo("rbd/told");
            assertThat(created.data().path("when").asString()).isNotEmpty();
            assertThat(created.data().has("who")).isFalse();
            before = created.id();
        }
        gateway.post("/targets", "{\"iqn\":\"iqn.2026-11.dev.rbdgate:told\"}");
        try (Stream stream = new Stream(before)) {
            Event target = stream.await(it -> it.topic().equals("target"));
            assertThat(target.data().path("action").asString()).isEqualTo("target.create");
        }
    }

    @Test
    void whoComesBackToAnotherRunIsToldToLoadAnew() throws Exception {
        try (Stream stream = new Stream("0-17")) {
            assertThat(stream.next().topic()).isEqualTo("reload");
        }
    }

    @Test
    void sessionsAreToldAsTheyComeAndGo() throws Exception {
        try (Stream stream = new Stream(null)) {
            Event login;
            try (TinyInitiator _ =
                    TinyInitiator.login(gateway.portal(), "iqn.2026-11.test:guest", IQN)) {
                login = stream.await(it -> it.topic().equals("session"));
                assertThat(login.data().path("action").asString()).isEqualTo("session.login");
                assertThat(login.data().path("target").asString()).isEqualTo(IQN);
            }
            Event logout = stream.await(it -> it.topic().equals("session"));
            assertThat(logout.data().path("action").asString()).isEqualTo("session.logout");
            assertThat(logout.data().path("id")).isEqualTo(login.data().path("id"));
        }
    }

    @Test
    void tasksAreToldUntilTheirEnd() throws Exception {
        gateway.post("/images", "{\"name\":\"worked\",\"size\":\"4MiB\"}");
        try (Stream stream = new Stream(null)) {
            String id =
                    gateway.post("/images/rbd/worked/object-map/rebuild", "{}")
                            .json()
                            .path("id")
                            .asString();
            Event ended =
                    stream.await(it ->
                            it.topic().equals("task")
                                    && it.data().path("id").asString().equals(id)
                                    && !it.data().path("state").asString().equals("running"));
            assertThat(ended.data().path("state").asString()).isEqualTo("succeeded");
            assertThat(ended.data().path("percent").asInt()).isEqualTo(100);
            gateway.delete("/tasks/" + id);
            stream.await(it ->
                    it.data().path("action").asString().equals("task.delete")
                            && it.data().path("subject").asString().equals(id));
        }
    }

    @Test
    void tooManyStreamsAreRefused() throws Exception {
        EventFeed feed = gateway.gateway().events();
        List<EventFeed.Subscription> all = new ArrayList<>();
        try {
            for (var it = feed.subscribe(Optional.empty());
                    it.isPresent();
                    it = feed.subscribe(Optional.empty())) {
                all.add(it.get());
            }
            assertThat(gateway.send(Stream.request(null)).status()).isEqualTo(503);
        } finally {
            all.forEach(EventFeed.Subscription::close);
        }
        try (Stream again = new Stream("x")) {
            assertThat(again.next().topic()).isEqualTo("reload");
        }
    }

    @Test
    void theHistoryIsInColumnsOfOneLength() {
        JsonNode history = gateway.get("/history?step=1").json();
        assertThat(history.path("step").asInt()).isEqualTo(1);
        int points = history.path("times").size();
        assertThat(history.path("series").propertyNames())
                .contains("readOperations", "writeP99", "running");
        history.path("series").forEach(column -> assertThat(column.size()).isEqualTo(points));
        for (String step : new String[] {"0", "601", "x"}) {
            var answer = gateway.get("/history?step=" + step);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field()).isEqualTo("step");
        }
    }

    @Test
    void theRatesOfAQuietGatewayAreZero() {
        JsonNode rates = gateway.get("/rates").json();
        assertThat(rates.at("/total/operations").asDouble()).isZero();
        assertThat(rates.at("/total/readP99").isNull()).isTrue();
        assertThat(rates.path("luns").isArray()).isTrue();
    }

    @Test
    void aCallerIsToldWhatItMayDo() {
        assertThat(gateway.get("/caller").json().path("role").asString()).isEqualTo("admin");
        String viewer =
                gateway.post("/tokens", "{\"name\":\"looks\",\"role\":\"viewer\"}")
                        .json()
                        .path("token")
                        .asString();
        JsonNode caller = gateway.send(viewer, "GET", "/api/v1/caller", null).json();
        assertThat(caller.path("name").asString()).isEqualTo("looks");
        List<String> actions = new ArrayList<>();
        caller.path("actions").forEach(it -> actions.add(it.asString()));
        assertThat(actions)
                .contains("image.list", "event.list")
                .doesNotContain("image.create", "audit.list", "token.list")
                .isSorted();
    }
}
