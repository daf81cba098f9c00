package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import dev.rbdgate.gateway.TinyInitiator;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class VolumeRestTest {

    private static final String HOST = "iqn.1993-08.org.debian:01:abc";
    private static final String SECRET = "correct-horse-battery";

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void oneRequestMakesImageTargetLunAndGrant() throws Exception {
        Answer made = gateway.post("/volumes", volume("db1", "16MiB", HOST));

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/volumes/db1");
        JsonNode volume = made.json();
        assertThat(volume.get("image").asString()).isEqualTo("rbd/db1");
        assertThat(volume.get("target").asString()).isEqualTo("iqn.2026-11.dev.rbdgate:db1");
        assertThat(volume.get("sizeBytes").asLong()).isEqualTo(16 << 20);
        assertThat(volume.get("state").asString()).isEqualTo("ready");
        assertThat(volume.get("portals").get(0).asString())
                .isEqualTo("127.0.0.1:" + gateway.portal().getPort());
        assertThat(volume.get("initiators").get(0).get("initiator").asString()).isEqualTo(HOST);
        try (TinyInitiator session =
                TinyInitiator.login(gateway.portal(), HOST, volume.get("target").asString())) {
            assertThat(session.reportLuns()).containsExactly(0);
        }
        assertThat(gateway.get("/volumes/db1").json().get("naa")).isEqualTo(volume.get("naa"));
    }

    @Test
    void theSameRequestAgainIsAnsweredWithTheSameVolumeAndAnotherOneIs409() {
        JsonNode made = gateway.post("/volumes", volume("again", "16MiB", HOST)).json();

        Answer again = gateway.post("/volumes", volume("again", "16MiB", HOST));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(made);
        assertProblem(gateway.post("/volumes", volume("again", "32MiB", HOST)), 409, "size");
        assertProblem(
                gateway.post("/volumes", volume("again", "16MiB", "iqn.2000-01.x:other")),
                409,
                "initiators");
        assertProblem(
                gateway.post("/volumes", withChap("again", "\"secret\":\"" + SECRET + "\",")),
                409,
                "chap");
    }

    @Test
    void chapIsAskedForAndTheSecretNeverTold() throws Exception {
        Answer made = gateway.post("/volumes", withChap("vault", "\"secret\":\"" + SECRET + "\","));

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.text()).doesNotContain(SECRET).contains("\"chapUser\":\"bob\"");
        String target = "iqn.2026-11.dev.rbdgate:vault";
        assertThatThrownBy(() -> TinyInitiator.login(gateway.portal(), HOST, target))
                .isInstanceOf(IOException.class);
        try (TinyInitiator session =
                TinyInitiator.login(
                        gateway.portal(), HOST, target, new TinyInitiator.Chap("bob", SECRET))) {
            assertThat(session.reportLuns()).containsExactly(0);
        }
        assertThat(gateway.post("/volumes", withChap("vault", "")).status()).isEqualTo(200);
        assertProblem(
                gateway.post("/volumes", withChap("vault", "\"secret\":\"another-secret-1\",")),
                409,
                "chap");
    }

    @Test
    void whatIsRefusedLeavesNothingBehind() {
        assertProblem(gateway.post("/volumes", withChap("none", "")), 400, "chap.secret");
        assertProblem(
                gateway.post("/volumes", withChap("none", "\"secret\":\"short\",")),
                400,
                "chap.secret");
        assertProblem(gateway.post("/volumes", volume("none", "100", HOST)), 400, "size");
        assertProblem(gateway.post("/volumes", volume("None", "16MiB", HOST)), 400, "name");
        assertProblem(gateway.post("/volumes", volume("none", "16MiB", "host1")), 400, "initiator");
        assertProblem(
                gateway.post(
                        "/volumes", "{\"name\":\"none\",\"size\":\"16MiB\",\"pool\":\"nopool\"}"),
                404,
                "pool");
        assertProblem(
                gateway.post(
                        "/volumes",
                        "{\"name\":\"none\",\"size\":\"16MiB\","
                                + "\"chap\":{\"user\":\"bob\",\"secret\":\"correct-horse\"}}"),
                400,
                "chap");

        assertThat(gateway.get("/images/rbd/none").status()).isEqualTo(404);
        assertThat(gateway.get("/targets/iqn.2026-11.dev.rbdgate:none").status()).isEqualTo(404);
    }

    @Test
    void anImageOfThatNameAndSizeIsTakenAndOneInUseIsNot() {
        gateway.post("/images", "{\"name\":\"taken\",\"size\":\"16MiB\"}");
        assertProblem(gateway.post("/volumes", volume("taken", "32MiB", HOST)), 409, "size");
        assertThat(gateway.get("/images/rbd/taken").status()).isEqualTo(200);
        assertThat(gateway.post("/volumes", volume("taken", "16MiB", HOST)).status())
                .isEqualTo(201);

        gateway.post("/images", "{\"name\":\"mapped\",\"size\":\"16MiB\"}");
        gateway.post("/targets", "{\"iqn\":\"iqn.2000-01.x:elsewhere\"}");
        gateway.post("/targets/iqn.2000-01.x:elsewhere/luns", "{\"image\":\"rbd/mapped\"}");
        assertThat(gateway.post("/volumes", volume("mapped", "16MiB", HOST)).status())
                .isEqualTo(409);

        gateway.post("/targets", "{\"iqn\":\"iqn.2026-11.dev.rbdgate:occupied\"}");
        assertProblem(gateway.post("/volumes", volume("occupied", "16MiB", HOST)), 409, "name");
        assertThat(gateway.get("/images/rbd/occupied").status()).isEqualTo(404);
    }

    @Test
    void removingAVolumeUndoesItUnlessSomebodyIsLoggedIn() throws Exception {
        gateway.post("/volumes", volume("gone", "16MiB", HOST));
        try (TinyInitiator _ =
                TinyInitiator.login(gateway.portal(), HOST, "iqn.2026-11.dev.rbdgate:gone")) {
            Answer refused = gateway.delete("/volumes/gone");
            assertProblem(refused, 409, "force");
            assertThat(refused.detail()).contains(HOST);
            assertThat(gateway.get("/volumes/gone").json().get("sessions").asInt()).isEqualTo(1);

            assertThat(gateway.delete("/volumes/gone?force=true").status()).isEqualTo(204);
        }
        assertThat(gateway.get("/volumes/gone").status()).isEqualTo(404);
        assertThat(gateway.get("/images/rbd/gone").status()).isEqualTo(404);
        assertThat(gateway.get("/targets/iqn.2026-11.dev.rbdgate:gone").status()).isEqualTo(404);
        assertThat(gateway.delete("/volumes/gone").status()).isEqualTo(404);
    }

    @Test
    void aVolumeMadeAgainTakesALunThatNoHostMistakesForTheOldOne() {
        gateway.post("/volumes", volume("reborn", "16MiB", HOST));
        gateway.delete("/volumes/reborn");

        JsonNode made = gateway.post("/volumes", volume("reborn", "16MiB", HOST)).json();

        assertThat(made.get("lun").asInt()).isEqualTo(1);
    }

    @Test
    void aVolumeWithSnapshotsOrFurtherLunsStays() {
        gateway.post("/volumes", volume("kept", "16MiB", HOST));
        gateway.post("/images/rbd/kept/snapshots", "{\"name\":\"s\"}");
        assertThat(gateway.delete("/volumes/kept").detail()).contains("1 snapshots");
        gateway.delete("/images/rbd/kept/snapshots/s");

        gateway.post("/images", "{\"name\":\"more\",\"size\":\"16MiB\"}");
        gateway.post("/targets/iqn.2026-11.dev.rbdgate:kept/luns", "{\"image\":\"rbd/more\"}");
        assertThat(gateway.delete("/volumes/kept").detail()).contains("2 LUNs");
        gateway.delete("/targets/iqn.2026-11.dev.rbdgate:kept/luns/1");

        assertThat(gateway.delete("/volumes/kept").status()).isEqualTo(204);
    }

    @Test
    void volumesAreListedInPagesAndOtherTargetsAreNot() {
        gateway.post("/volumes", volume("list-a", "16MiB", HOST));
        gateway.post("/volumes", volume("list-b", "16MiB", HOST));
        gateway.post("/targets", "{\"iqn\":\"iqn.2026-11.dev.rbdgate:list-c\"}");

        JsonNode page = gateway.get("/volumes?after=list-a&limit=1").json();
        assertThat(page.get("items").get(0).get("name").asString()).isEqualTo("list-b");
        assertThat(gateway.get("/volumes").text()).doesNotContain("list-c");
        assertThat(gateway.get("/volumes/list-c").status()).isEqualTo(404);
    }

    private static String volume(String name, String size, String initiator) {
        return "{\"name\":\"%s\",\"size\":\"%s\",\"initiators\":[\"%s\"]}"
                .formatted(name, size, initiator);
    }

    private static String withChap(String name, String secret) {
        return "{\"name\":\"%s\",\"size\":\"16MiB\",\"initiators\":[\"%s\"],\"chap\":{%s\"user\":\"bob\"}}"
                .formatted(name, HOST, secret);
    }

    private static void assertProblem(Answer answer, int status, String field) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.field()).as(answer.toString()).isEqualTo(field);
    }
}
