package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import dev.rbdgate.gateway.TinyInitiator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class AuditRestTest {

    private static final String IQN = "iqn.2026-11.dev.rbdgate:audited";
    private static final String TARGET = "{\"iqn\":\"" + IQN + "\"}";

    @TempDir static Path directory;
    private static RunningGateway gateway;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
        operator =
                gateway.post("/tokens", "{\"name\":\"deploy\",\"role\":\"operator\"}")
                        .json()
                        .path("token")
                        .asString();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void changesAndRefusalsAreFoundUnderTheTokensName() {
        Instant before = Instant.now();
        assertThat(gateway.send(operator, "POST", "/api/v1/targets", TARGET).status())
                .isEqualTo(201);
        String other = "{\"iqn\":\"" + IQN + "\",\"alias\":\"other\"}";
        assertThat(gateway.send(operator, "POST", "/api/v1/targets", other).status())
                .isEqualTo(409);
        assertThat(gateway.send(operator, "PUT", "/api/v1/discovery-auth", "{}").status())
                .isEqualTo(403);

        List<JsonNode> events = await("?who=deploy", 3);
        assertThat(events)
                .extracting(it -> it.path("action").asString())
                .containsExactly("discovery-auth.set", "target.create", "target.create");
        assertThat(events)
                .extracting(it -> it.path("outcome").asString())
                .containsExactly("refused", "refused", "succeeded");
        assertThat(events.get(0).path("detail").asString()).contains("403", "role admin");
        assertThat(events.get(1).path("detail").asString()).contains("409", "another alias");
        assertThat(events.get(2).path("subject").asString()).isEqualTo(IQN);
        assertThat(events)
                .allSatisfy(it ->
                        assertThat(Instant.parse(it.path("when").asString()))
                                .isBetween(before.minusSeconds(1), Instant.now()));
        assertThat(find("?who=deploy&action=target")).hasSize(2);
        assertThat(find("?who=deploy&since=" + Instant.now().plusSeconds(60))).isEmpty();
    }

    @Test
    void aWrongTokenIsNotedWithItsAddressAndWithoutIt() {
        gateway.send("my-secret-guess", "GET", "/api/v1/system", null);
        JsonNode event = await("?action=login", 1).getFirst();
        assertThat(event.path("who").asString()).isEqualTo("unknown");
        assertThat(event.path("subject").asString()).isEqualTo("/api/v1/system");
        assertThat(event.path("detail").asString()).contains("127.0.0.1");
        assertThat(event.toString()).doesNotContain("my-secret-guess");
    }

    @Test
    void loginsOfInitiatorsAreNotedWhetherLetInOrNot() throws Exception {
        String target = "iqn.2026-11.dev.rbdgate:sessions";
        gateway.post("/targets", "{\"iqn\":\"" + target + "\"}");
        gateway.post("/targets/" + target + "/initiators", "{\"initiator\":\"iqn.2026-11.x:in\"}");
        TinyInitiator.login(gateway.portal(), "iqn.2026-11.x:in", target).close();
        assertThat(refusal("iqn.2026-11.x:out", target)).isTrue();

        JsonNode in = await("?who=iqn.2026-11.x:in&action=session.login", 1).getFirst();
        assertThat(in.path("subject").asString()).isEqualTo(target);
        assertThat(in.path("outcome").asString()).isEqualTo("succeeded");
        JsonNode out = await("?who=iqn.2026-11.x:out", 1).getFirst();
        assertThat(out.path("outcome").asString()).isEqualTo("refused");
        assertThat(out.path("detail").asString()).contains("127.0.0.1", "no grant");
    }

    private static boolean refusal(String initiator, String target) {
        try {
            TinyInitiator.login(gateway.portal(), initiator, target).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() {
        for (int i = 0; i < 5; i++) {
            gateway.post("/targets", "{\"iqn\":\"iqn.2026-11.dev.rbdgate:page" + i + "\"}");
        }
        List<JsonNode> whole = find("?action=target.create&limit=1000");
        List<JsonNode> paged = new ArrayList<>();
        String after = "";
        do {
            Answer page = gateway.get("/audit?action=target.create&limit=2" + after);
            page.json().path("items").forEach(paged::add);
            JsonNode next = page.json().path("next");
            after = next.isNull() ? "" : "&after=" + next.asString();
        } while (!after.isEmpty());
        assertThat(paged).hasSizeGreaterThanOrEqualTo(5).isEqualTo(whole);
    }

    @Test
    void whatMakesNoSenseIsRefusedWithItsField() {
        assertThat(gateway.get("/audit?since=now").field()).isEqualTo("since");
        assertThat(gateway.get("/audit?action=%25").field()).isEqualTo("action");
        assertThat(gateway.get("/audit?limit=0").field()).isEqualTo("limit");
        assertThat(gateway.get("/audit?after=x").field()).isEqualTo("after");
    }

    private static List<JsonNode> await(String query, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> find(query), it -> it.size() >= count);
    }

    private static List<JsonNode> find(String query) {
        Answer answer = gateway.get("/audit" + query);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        answer.json().path("items").forEach(events::add);
        return events;
    }
}
