package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreconditionsTest {

    private static final String TARGET = "/targets/iqn.2000-01.x:t";

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
        gateway.post("/targets", "{\"iqn\":\"iqn.2000-01.x:t\"}");
        gateway.post("/images", "{\"name\":\"a\",\"size\":\"16MiB\"}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Answer ifMatch(String tag, String method, String path, String body) {
        return gateway.send(
                gateway.request("/api/v1" + path)
                        .header("Authorization", "Bearer " + gateway.token())
                        .header("Content-Type", "application/json")
                        .header("If-Match", tag)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private static String alias(String alias) {
        return "{\"alias\":\"" + alias + "\"}";
    }

    @Test
    void aChangeOfWhatWasLookedAtIsMadeOnce() {
        String seen = gateway.get(TARGET).header("ETag");
        assertThat(seen).matches("\"[0-9a-f]{24}\"");

        Answer changed = ifMatch(seen, "PATCH", TARGET, alias("once"));
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.header("ETag"))
                .isNotEqualTo(seen)
                .isEqualTo(gateway.get(TARGET).header("ETag"));

        Answer again = ifMatch(seen, "PATCH", TARGET, alias("twice"));
        assertThat(again.status()).isEqualTo(412);
        assertThat(again.header("Content-Type")).startsWith("application/problem+json");
        assertThat(again.detail()).contains(changed.header("ETag"));
        assertThat(gateway.get(TARGET).json().get("alias").asString()).isEqualTo("once");
    }

    @Test
    void oneOfSeveralTagsOrAnyIsEnoughAndAWeakOneNeverIs() {
        String tag = gateway.get("/images/rbd/a").header("ETag");
        String path = "/images/rbd/a";
        assertThat(ifMatch("W/" + tag, "PATCH", path, "{}").status()).isEqualTo(412);
        assertThat(ifMatch("\"other\", " + tag, "PATCH", path, "{}").status()).isEqualTo(200);
        assertThat(ifMatch("*", "PATCH", path, "{}").status()).isEqualTo(200);
        assertThat(ifMatch("\"other\"", "DELETE", path, "").status()).isEqualTo(412);
        assertThat(gateway.get(path).status()).isEqualTo(200);
    }

    @Test
    void nonsenseIsRefusedAndWhatIsGoneIsNotFound() {
        assertThat(ifMatch("nonsense", "PATCH", TARGET, "{}").field()).isEqualTo("If-Match");
        assertThat(ifMatch("\"a\" b", "PATCH", TARGET, "{}").status()).isEqualTo(400);
        assertThat(ifMatch("\"a\"", "PATCH", "/images/rbd/none", "{}").status()).isEqualTo(404);
        assertThat(ifMatch("\"a\"", "DELETE", "/sessions/99", "").status()).isEqualTo(404);
    }

    @Test
    void aLunHasATagOfItsOwn() {
        gateway.post("/images", "{\"name\":\"mapped\",\"size\":\"16MiB\"}");
        gateway.post("/targets", "{\"iqn\":\"iqn.2000-01.x:luns\"}");
        String luns = "/targets/iqn.2000-01.x:luns/luns";
        String tag = gateway.post(luns, "{\"image\":\"rbd/mapped\"}").header("ETag");

        assertThat(ifMatch(tag, "PATCH", luns + "/0", "{\"readOnly\":true}").status())
                .isEqualTo(200);
        assertThat(ifMatch(tag, "DELETE", luns + "/0", "").status()).isEqualTo(412);
    }

    @Test
    void withoutAConditionAChangeIsMadeAsEver() {
        assertThat(gateway.patch("/images/rbd/a", "{}").status()).isEqualTo(200);
    }

    /** Each adds to what it saw; with a tag none is lost. */
    @Test
    void ofChangesAtOnceOnlyOneIsMadeOnEachTag() {
        gateway.post("/targets", "{\"iqn\":\"iqn.2000-01.x:race\"}");
        String path = "/targets/iqn.2000-01.x:race";
        String tag = gateway.get(path).header("ETag");

        List<Integer> statuses =
                IntStream.range(0, 8)
                        .parallel()
                        .mapToObj(i -> ifMatch(tag, "PATCH", path, alias("a" + i)).status())
                        .toList();

        assertThat(statuses).filteredOn(it -> it == 200).hasSize(1);
        assertThat(statuses).filteredOn(it -> it == 412).hasSize(7);
    }
}
