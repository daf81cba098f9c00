package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import dev.rbdgate.gateway.TinyInitiator;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class MappingRestTest {

    private static final String INITIATOR = "iqn.1993-08.org.debian:01:abc";
    private static final String SECRET = "correct-horse-battery";

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
        for (String name : new String[] {"one", "two", "three", "four"}) {
            assertThat(image(name).status()).isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aTargetIsMadeOnceUnderItsNormalizedName() {
        Answer created =
                gateway.post(
                        "/targets",
                        """
                        {"iqn":"IQN.2026-11.dev.rbdgate:Normal","alias":"x",
                         "portals":[{"address":"127.0.0.1","port":3260,"advertise":"gw.example:3260"}]}
                        """);
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.header("Location"))
                .endsWith("/api/v1/targets/iqn.2026-11.dev.rbdgate:normal");
        JsonNode target = gateway.get("/targets/iqn.2026-11.dev.rbdgate:normal").json();
        assertThat(target.get("alias").asString()).isEqualTo("x");
        assertThat(target.get("portals").get(0).get("group").asInt()).isEqualTo(1);
        assertThat(gateway.post("/targets", target("normal", "x")).status()).isEqualTo(409);
        assertThat(
                        gateway.patch("/targets/iqn.2026-11.dev.rbdgate:normal", "{\"portals\":[]}")
                                .json()
                                .get("portals"))
                .isEmpty();
        assertThat(gateway.post("/targets", target("normal", "x")).status()).isEqualTo(200);
        assertThat(gateway.delete("/targets/iqn.2026-11.dev.rbdgate:normal").status())
                .isEqualTo(204);
        assertThat(gateway.get("/targets/iqn.2026-11.dev.rbdgate:normal").status()).isEqualTo(404);
    }

    @Test
    void aLunKeepsHowItPresentsItself() {
        String luns = luns("presented");
        String body =
                "{\"image\":\"rbd/presented\",\"removable\":true,\"thinProvisioned\":false,"
                        + "\"writeCache\":false}";
        gateway.post("/images", "{\"name\":\"presented\",\"size\":\"16MiB\"}");
        JsonNode made = gateway.post(luns, body).json();
        assertThat(made.get("removable").asBoolean()).isTrue();
        assertThat(made.get("thinProvisioned").asBoolean()).isFalse();
        assertThat(made.get("writeCache").asBoolean()).isFalse();
        assertThat(gateway.get(luns + "/0").json()).isEqualTo(made);
        assertThat(gateway.post(luns, body).status()).isEqualTo(200);
        assertThat(gateway.post(luns, "{\"image\":\"rbd/presented\"}").json()).isEqualTo(made);
        assertProblem(
                gateway.post(luns, "{\"image\":\"rbd/presented\",\"lun\":0,\"removable\":false}"),
                409,
                "removable");

        JsonNode plain = gateway.post(luns, "{\"image\":\"rbd/one\"}").json();
        assertThat(plain.get("removable").asBoolean()).isFalse();
        assertThat(plain.get("thinProvisioned").asBoolean()).isTrue();
    }

    @Test
    void aTargetSendsItsInitiatorsElsewhereUntilTheRedirectionIsRemoved() {
        String path = "/targets/iqn.2026-11.dev.rbdgate:moved";
        String body =
                """
                {"iqn":"iqn.2026-11.dev.rbdgate:moved",
                 "redirect":{"address":"[FD00:0:0::1]","port":3261,"permanent":true}}
                """;
        Answer created = gateway.post("/targets", body);
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(gateway.post("/targets", body).status()).isEqualTo(200);
        assertThat(gateway.post("/targets", target("moved", "")).status()).isEqualTo(409);
        JsonNode redirect = gateway.patch(path, "{\"alias\":\"y\"}").json().get("redirect");
        assertThat(redirect.get("address").asString()).isEqualTo("fd00::1");
        assertThat(redirect.get("port").asInt()).isEqualTo(3261);
        assertThat(redirect.get("permanent").asBoolean()).isTrue();
        redirect =
                gateway.patch(path, "{\"redirect\":{\"address\":\"gw2.example\",\"port\":1}}")
                        .json()
                        .get("redirect");
        assertThat(redirect.get("address").asString()).isEqualTo("gw2.example");
        assertThat(redirect.get("permanent").asBoolean()).isFalse();
        assertThat(gateway.patch(path, "{\"redirect\":null}").json().get("redirect").isNull())
                .isTrue();
        assertThat(gateway.delete(path).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | iqn",
                "{\"iqn\":\"disk1\"} | iqn",
                "{\"iqn\":\"iqn.2026-13.dev.rbdgate:x\"} | iqn",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:a_b\"} | iqn",
                "{\"iqn\":\"eui.12\"} | iqn",
                "{\"iqn\":7} | iqn",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":[{\"address\":\"host\"}]} | portals[0].address",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":[{\"address\":\"0.0.0.0\"}]} | portals[0].address",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":[{\"address\":\"10.0.0.1\",\"port\":70000}]} | portals[0].port",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":[{\"address\":\"10.0.0.1\",\"port\":\"3260\"}]} | portals[0].port",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":[{\"address\":\"10.0.0.1\",\"port\":3260,\"group\":0}]} | portals[0].group",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":[{\"address\":\"10.0.0.1\",\"port\":3260,\"advertise\":\"x\"}]} | portals[0].advertise",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":[{\"port\":3260}]} | portals[0].address",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":[{\"address\":\"10.0.0.1\",\"prt\":3260}]} | portals[0].prt",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"portals\":{}} | portals",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"redirect\":{\"port\":3260}} | redirect.address",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"redirect\":{\"address\":\"0.0.0.0\"}} | redirect.address",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"redirect\":{\"address\":\"10.0.0\"}} | redirect.address",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"redirect\":{\"address\":\"a_b\"}} | redirect.address",
                "{\"iqn\":\"iqn.2026-11.dev.rbdgate:x\",\"redirect\":{\"address\":\"a\",\"port\":0}} | redirect.port"
            })
    void aWrongTargetNamesItsField(String body, String field) {
        assertProblem(gateway.post("/targets", body), 400, field);
    }

    @Test
    void lunsTakeTheLowestNumberNeverUsed() {
        String luns = luns("numbers");
        Answer first = gateway.post(luns, "{\"image\":\"rbd/one\"}");
        assertThat(first.status()).as(first.toString()).isEqualTo(201);
        assertThat(first.header("Location")).endsWith(":numbers/luns/0");
        assertThat(first.json().get("lun").asInt()).isZero();
        assertThat(first.json().get("naa").asString()).startsWith("3").hasSize(16);
        assertThat(first.json().get("serial").asString()).hasSize(32);
        assertThat(first.json().get("state").asString()).isEqualTo("ready");
        assertThat(first.json().get("sizeBytes").asLong()).isEqualTo(16 << 20);
        assertThat(gateway.post(luns, "{\"image\":\"rbd/two\"}").json().get("lun").asInt())
                .isEqualTo(1);
        assertThat(gateway.post(luns, "{\"image\":\"rbd/one\"}").status()).isEqualTo(200);
        assertThat(gateway.delete(luns + "/1").status()).isEqualTo(204);
        assertThat(gateway.delete(luns + "/1").status()).isEqualTo(404);
        assertThat(gateway.post(luns, "{\"image\":\"rbd/three\"}").json().get("lun").asInt())
                .isEqualTo(2);
        assertThat(
                        gateway.get("/images/rbd/one")
                                .json()
                                .get("luns")
                                .get(0)
                                .get("target")
                                .asString())
                .isEqualTo(iqn("numbers"));
    }

    @Test
    void anImageIsOneUnitHoweverOftenItIsMapped() {
        String here = luns("unit-a");
        String there = luns("unit-b");
        Answer first = gateway.post(here, "{\"image\":\"rbd/four\",\"lun\":5,\"blockSize\":4096}");
        assertThat(first.status()).as(first.toString()).isEqualTo(201);
        assertProblem(
                gateway.post(there, "{\"image\":\"rbd/four\",\"blockSize\":512}"),
                409,
                "blockSize");
        assertProblem(
                gateway.post(there, "{\"image\":\"rbd/four\",\"writeCache\":false}"),
                409,
                "writeCache");
        assertProblem(
                gateway.post(there, "{\"image\":\"rbd/four\",\"removable\":true}"),
                409,
                "removable");
        assertProblem(
                gateway.post(there, "{\"image\":\"rbd/four\",\"thinProvisioned\":false}"),
                409,
                "thinProvisioned");
        Answer second = gateway.post(there, "{\"image\":\"rbd/four\",\"readOnly\":true}");
        assertThat(second.status()).as(second.toString()).isEqualTo(201);
        assertThat(second.json().get("blockSize").asInt()).isEqualTo(4096);
        assertThat(second.json().get("naa")).isEqualTo(first.json().get("naa"));
        assertThat(second.json().get("serial")).isEqualTo(first.json().get("serial"));
        assertThat(second.json().get("readOnly").asBoolean()).isTrue();

        assertProblem(gateway.post(here, "{\"image\":\"rbd/one\",\"lun\":5}"), 409, "lun");
        assertProblem(
                gateway.post(here, "{\"image\":\"rbd/four\",\"lun\":5,\"readOnly\":true}"),
                409,
                "readOnly");
        assertThat(
                        gateway.patch(here + "/5", "{\"readOnly\":true}")
                                .json()
                                .get("readOnly")
                                .asBoolean())
                .isTrue();

        Answer refused = gateway.delete("/images/rbd/four");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("LUN 5", iqn("unit-a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {} | image",
                "404 | {\"image\":\"rbd/none\"} | image",
                "404 | {\"image\":\"none/one\"} | image",
                "400 | {\"image\":\"one\"} | image",
                "400 | {\"image\":\"rbd/a/b/c\"} | image",
                "404 | {\"image\":\"rbd/one@snap\"} | image",
                "400 | {\"image\":[]} | image",
                "400 | {\"image\":\"rbd/one\",\"lun\":-1} | lun",
                "400 | {\"image\":\"rbd/one\",\"lun\":16384} | lun",
                "400 | {\"image\":\"rbd/one\",\"lun\":\"0\"} | lun",
                "400 | {\"image\":\"rbd/one\",\"lun\":0.5} | lun",
                "400 | {\"image\":\"rbd/one\",\"lun\":99999999999} | lun",
                "400 | {\"image\":\"rbd/one\",\"blockSize\":1024} | blockSize",
                "400 | {\"image\":\"rbd/one\",\"readOnly\":\"yes\"} | readOnly",
                "400 | {\"image\":\"rbd/one\",\"writeCache\":1} | writeCache",
                "400 | {\"image\":\"rbd/one\",\"removable\":\"no\"} | removable",
                "400 | {\"image\":\"rbd/one\",\"thinProvisioned\":0} | thinProvisioned",
                "400 | {\"image\":\"rbd/one\",\"wirteCache\":true} | wirteCache"
            })
    void aWrongLunNamesItsField(int status, String body, String field) {
        assertProblem(gateway.post(luns("bad-luns"), body), status, field);
        assertThat(gateway.get(luns("bad-luns")).json().get("items")).isEmpty();
    }

    @Test
    void whatIsNotThereIs404() {
        String luns = luns("absent");
        assertThat(gateway.get(luns + "/7").status()).isEqualTo(404);
        assertThat(gateway.patch(luns + "/7", "{\"readOnly\":true}").status()).isEqualTo(404);
        assertProblem(gateway.get(luns + "/seven"), 400, "lun");
        assertThat(gateway.get("/targets/iqn.2026-11.dev.rbdgate:none/luns").status())
                .isEqualTo(404);
        assertThat(gateway.get("/targets/" + iqn("absent") + "/initiators/" + INITIATOR).status())
                .isEqualTo(404);
        assertThat(gateway.get("/sessions/99999").status()).isEqualTo(404);
        assertThat(gateway.delete("/sessions/99999").status()).isEqualTo(404);
        assertThat(gateway.get("/tasks/x").status()).isEqualTo(404);
        assertThat(gateway.get("/nothing").status()).isEqualTo(404);
    }

    @Test
    void grantsNeverShowTheirSecrets() {
        String initiators = initiators("grants");
        String body =
                """
                {"initiator":"%s","addresses":["10.0.0.0/8"],"luns":[0,1],
                 "chap":{"user":"alice","secret":"%s"},
                 "mutualChap":{"user":"gateway","secret":"staple-staple-staple"}}
                """
                        .formatted(INITIATOR, SECRET);
        Answer created = gateway.post(initiators, body);
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(gateway.post(initiators, body).status()).isEqualTo(200);
        assertProblem(
                gateway.post(initiators, body.replace(SECRET, "another-secret-1")),
                409,
                "initiator");
        for (Answer answer :
                new Answer[] {
                    created,
                    gateway.get(initiators),
                    gateway.get(initiators + "/" + INITIATOR),
                    gateway.post(initiators, body.replace(SECRET, "another-secret-1"))
                }) {
            assertThat(answer.text())
                    .doesNotContain(SECRET, "staple", "another-secret", "secret\":");
        }
        JsonNode grant = gateway.get(initiators + "/" + INITIATOR).json();
        assertThat(grant.get("chap").get("user").asString()).isEqualTo("alice");
        assertThat(grant.get("mutualChap").get("user").asString()).isEqualTo("gateway");
        assertThat(grant.get("luns").toString()).isEqualTo("[0,1]");
    }

    @Test
    void aPatchLeavesWhatItDoesNotNameAndRemovesWhatIsNull() {
        String initiators = initiators("patch");
        gateway.post(
                initiators,
                """
                {"initiator":"%s","addresses":["10.0.0.0/8"],"luns":[3],
                 "chap":{"user":"alice","secret":"%s"}}
                """
                        .formatted(INITIATOR, SECRET));
        String grant = initiators + "/" + INITIATOR;
        JsonNode changed = gateway.patch(grant, "{\"luns\":\"all\"}").json();
        assertThat(changed.get("luns").asString()).isEqualTo("all");
        assertThat(changed.get("chap").get("user").asString()).isEqualTo("alice");
        assertThat(changed.get("addresses").toString()).isEqualTo("[\"10.0.0.0/8\"]");
        Answer withoutChap = gateway.patch(grant, "{\"chap\":null,\"addresses\":[]}");
        assertThat(withoutChap.status()).as(withoutChap.toString()).isEqualTo(200);
        assertThat(withoutChap.json().get("chap").isNull()).isTrue();
        assertThat(withoutChap.json().get("addresses")).isEmpty();
        assertThat(gateway.delete(grant).status()).isEqualTo(204);
        assertThat(gateway.get(grant).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | initiator",
                "{\"initiator\":\"laptop\"} | initiator",
                "{\"initiator\":\"*\",\"addresses\":[\"10.0.0.1/8\"]} | addresses[0]",
                "{\"initiator\":\"*\",\"addresses\":[\"localhost\"]} | addresses[0]",
                "{\"initiator\":\"*\",\"addresses\":\"10.0.0.0/8\"} | addresses",
                "{\"initiator\":\"*\",\"addresses\":[1]} | addresses[0]",
                "{\"initiator\":\"*\",\"luns\":\"some\"} | luns",
                "{\"initiator\":\"*\",\"luns\":[\"0\"]} | luns",
                "{\"initiator\":\"*\",\"luns\":[16384]} | luns",
                "{\"initiator\":\"*\",\"luns\":7} | luns",
                "{\"initiator\":\"*\",\"chap\":{\"user\":\"a\"}} | chap.secret",
                "{\"initiator\":\"*\",\"chap\":{\"user\":\"a\",\"secret\":\"short-secre\"}} | chap.secret",
                "{\"initiator\":\"*\",\"chap\":{\"secret\":\"long-enough-secret\"}} | chap.user",
                "{\"initiator\":\"*\",\"chap\":{\"user\":\"a\",\"secret\":123456789012}} | chap.secret",
                "{\"initiator\":\"*\",\"chap\":\"long-enough-secret\"} | chap",
                "{\"initiator\":\"*\",\"mutualChap\":{\"user\":\"a\",\"secret\":\"long-enough-secret\"}} | mutualChap",
                "{\"initiator\":\"*\",\"chap\":{\"user\":\"a\",\"secret\":\"long-enough-secret\"},\"mutualChap\":{\"user\":\"b\",\"secret\":\"long-enough-secret\"}} | mutualChap.secret"
            })
    void aWrongGrantNamesItsFieldAndShowsNoSecret(String body, String field) {
        Answer answer = gateway.post(initiators("bad-grants"), body);
        assertProblem(answer, 400, field);
        assertThat(answer.text())
                .doesNotContain("long-enough-secret", "short-secre", "123456789012");
    }

    @Test
    void discoveryCredentialsAreSetAndRemoved() {
        Answer set =
                gateway.put(
                        "/discovery-auth",
                        "{\"chap\":{\"user\":\"alice\",\"secret\":\"" + SECRET + "\"}}");
        assertThat(set.status()).as(set.toString()).isEqualTo(200);
        assertThat(gateway.get("/discovery-auth").json().get("chap").get("user").asString())
                .isEqualTo("alice");
        assertThat(gateway.get("/discovery-auth").text()).doesNotContain(SECRET);
        assertThat(gateway.put("/discovery-auth", "{}").json().get("chap").isNull()).isTrue();
    }

    @Test
    void onlyTheGrantedLogInAndTheirSessionIsShownAndClosed() throws Exception {
        String luns = luns("session");
        gateway.post(luns, "{\"image\":\"rbd/one\"}");
        assertThatThrownBy(() -> TinyInitiator.login(gateway.portal(), INITIATOR, iqn("session")))
                .hasMessageContaining("login refused with 02");
        grant("session", INITIATOR);
        try (TinyInitiator session =
                TinyInitiator.login(gateway.portal(), INITIATOR, iqn("session"))) {
            assertThat(session.reportLuns()).containsExactly(0);
            JsonNode shown = session(iqn("session"));
            assertThat(shown.get("initiator").asString()).isEqualTo(INITIATOR);
            assertThat(shown.get("type").asString()).isEqualTo("normal");
            assertThat(shown.get("address").asString()).startsWith("127.0.0.1:");
            assertThat(shown.get("counters").get("commands").asLong()).isPositive();
            assertThat(gateway.delete("/sessions/" + shown.get("id").asLong()).status())
                    .isEqualTo(204);
            assertThat(session.isClosedByTarget()).isTrue();
        }
    }

    @Test
    void shrinkingUnderASessionNeedsForce() throws Exception {
        image("in-use");
        gateway.post(luns("in-use"), "{\"image\":\"rbd/in-use\"}");
        grant("in-use", INITIATOR);
        String smaller = "{\"size\":\"8MiB\",\"allowShrink\":true}";
        try (TinyInitiator session =
                TinyInitiator.login(gateway.portal(), INITIATOR, iqn("in-use"))) {
            assertThat(session.reportLuns()).containsExactly(0);
            Answer refused = gateway.patch("/images/rbd/in-use", smaller);
            assertProblem(refused, 409, "size");
            assertThat(refused.detail()).contains(INITIATOR);
            assertThat(gateway.patch("/images/rbd/in-use", "{\"size\":\"32MiB\"}").status())
                    .isEqualTo(200);
            assertThat(
                            gateway.patch(
                                            "/images/rbd/in-use",
                                            "{\"size\":\"8MiB\",\"allowShrink\":true,\"force\":true}")
                                    .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFreedNumberWaitsUntilEveryoneWhoSawItWasTold() throws Exception {
        String luns = luns("reuse");
        gateway.post(luns, "{\"image\":\"rbd/one\",\"lun\":3}");
        grant("reuse", INITIATOR);
        try (TinyInitiator session =
                TinyInitiator.login(gateway.portal(), INITIATOR, iqn("reuse"))) {
            assertThat(session.reportLuns()).containsExactly(3);
            assertThat(gateway.delete(luns + "/3").status()).isEqualTo(204);
            Answer refused = gateway.post(luns, "{\"image\":\"rbd/two\",\"lun\":3}");
            assertProblem(refused, 409, "lun");
            assertThat(refused.detail()).contains(INITIATOR);
            assertThat(gateway.post(luns, "{\"image\":\"rbd/two\"}").json().get("lun").asInt())
                    .isZero();
            assertThat(session.reportLuns()).containsExactly(0);
            assertThat(
                            eventually(
                                    () -> gateway.post(luns, "{\"image\":\"rbd/two\",\"lun\":3}"),
                                    201))
                    .isEqualTo(201);
        }
    }

    @Test
    void forceReusesAFreedNumberAtOnceAndTheSameImageMayAlwaysComeBack() throws Exception {
        String luns = luns("force");
        gateway.post(luns, "{\"image\":\"rbd/one\",\"lun\":3}");
        grant("force", INITIATOR);
        try (TinyInitiator session =
                TinyInitiator.login(gateway.portal(), INITIATOR, iqn("force"))) {
            assertThat(session.reportLuns()).containsExactly(3);
            gateway.delete(luns + "/3");
            assertThat(gateway.post(luns, "{\"image\":\"rbd/one\",\"lun\":3}").status())
                    .isEqualTo(201);
            gateway.delete(luns + "/3");
            assertThat(
                            gateway.post(luns, "{\"image\":\"rbd/two\",\"lun\":3,\"force\":true}")
                                    .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void losingItsGrantEndsASession() throws Exception {
        String luns = luns("revoked");
        gateway.post(luns, "{\"image\":\"rbd/one\"}");
        grant("revoked", INITIATOR);
        try (TinyInitiator session =
                TinyInitiator.login(gateway.portal(), INITIATOR, iqn("revoked"))) {
            assertThat(session.reportLuns()).containsExactly(0);
            assertThat(
                            gateway.delete(
                                            "/targets/"
                                                    + iqn("revoked")
                                                    + "/initiators/"
                                                    + INITIATOR)
                                    .status())
                    .isEqualTo(204);
            assertThat(session.isClosedByTarget()).isTrue();
        }
    }

    /** Asks again until the answer has this status, which something in the background brings on. */
    private static int eventually(Supplier<Answer> request, int status)
            throws InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        int last = request.get().status();
        while (last != status && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            last = request.get().status();
        }
        return last;
    }

    private static JsonNode session(String target) {
        for (JsonNode session : gateway.get("/sessions").json().get("items")) {
            if (session.path("target").asString("").equals(target)) {
                return session;
            }
        }
        throw new AssertionError("no session with " + target);
    }

    private static Answer image(String name) {
        return gateway.post("/images", "{\"name\":\"" + name + "\",\"size\":\"16MiB\"}");
    }

    private static void grant(String target, String initiator) {
        assertThat(
                        gateway.post(initiators(target), "{\"initiator\":\"" + initiator + "\"}")
                                .status())
                .isEqualTo(201);
    }

    private static String iqn(String name) {
        return "iqn.2026-11.dev.rbdgate:" + name;
    }

    private static String target(String name, String alias) {
        return "{\"iqn\":\"" + iqn(name) + "\",\"alias\":\"" + alias + "\"}";
    }

    /** The path of a target's LUNs; the target is made when it is missing. */
    private static String luns(String target) {
        var _ = gateway.post("/targets", target(target, ""));
        return "/targets/" + iqn(target) + "/luns";
    }

    private static String initiators(String target) {
        var _ = gateway.post("/targets", target(target, ""));
        return "/targets/" + iqn(target) + "/initiators";
    }

    private static void assertProblem(Answer answer, int status, String field) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.field()).as(answer.toString()).isEqualTo(field);
    }
}
