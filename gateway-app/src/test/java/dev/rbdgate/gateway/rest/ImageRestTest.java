package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class ImageRestTest {

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
    void anImageIsMadeShownListedGrownAndDeleted() {
        Answer created = gateway.post("/images", "{\"name\":\"a\",\"size\":\"10MiB\"}");
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/v1/images/rbd/a");
        JsonNode image = gateway.get("/images/rbd/a").json();
        assertThat(image.get("pool").asString()).isEqualTo("rbd");
        assertThat(image.get("sizeBytes").asLong()).isEqualTo(10 << 20);
        assertThat(image.get("usedBytes").asLong()).isZero();
        assertThat(image.get("objectSizeBytes").asLong()).isEqualTo(4 << 20);
        assertThat(image.get("format").asInt()).isEqualTo(2);
        assertThat(image.get("id").asString()).isNotEmpty();
        assertThat(image.get("features").toString())
                .contains("layering", "exclusive-lock", "object-map");
        assertThat(image.get("luns")).isEmpty();

        Answer grown = gateway.patch("/images/rbd/a", "{\"size\":\"20MiB\"}");
        assertThat(grown.status()).isEqualTo(200);
        assertThat(grown.json().get("sizeBytes").asLong()).isEqualTo(20 << 20);

        assertThat(gateway.delete("/images/rbd/a").status()).isEqualTo(204);
        assertThat(gateway.get("/images/rbd/a").status()).isEqualTo(404);
        assertThat(gateway.delete("/images/rbd/a").status()).isEqualTo(404);
    }

    @Test
    void theSamePostAgainIs200AndAnotherIs409() {
        String body = "{\"pool\":\"rbd\",\"name\":\"same\",\"size\":1048576}";
        assertThat(gateway.post("/images", body).status()).isEqualTo(201);
        Answer again = gateway.post("/images", body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("name").asString()).isEqualTo("same");
        assertThat(gateway.post("/images", body.replace("1048576", "2097152")).status())
                .isEqualTo(409);
        assertThat(
                        gateway.post(
                                        "/images",
                                        "{\"name\":\"same\",\"size\":1048576,\"objectSize\":\"1MiB\"}")
                                .status())
                .isEqualTo(409);
    }

    @Test
    void stripingObjectSizeAndFeaturesAreTaken() {
        Answer created =
                gateway.post(
                        "/images",
                        """
                        {"name":"striped","size":"64MiB","objectSize":"8MiB","stripeUnit":"64KiB",
                         "stripeCount":4,"features":["layering","striping"],"format":2}
                        """);
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.json().get("objectSizeBytes").asLong()).isEqualTo(8 << 20);
        assertThat(created.json().get("stripeUnitBytes").asLong()).isEqualTo(64 << 10);
        assertThat(created.json().get("stripeCount").asLong()).isEqualTo(4);
    }

    @Test
    void listsComeInPages() {
        for (String name : new String[] {"page-1", "page-2", "page-3"}) {
            gateway.post("/images", "{\"name\":\"" + name + "\",\"size\":\"1MiB\"}");
        }
        int seen = 0;
        String next = "";
        do {
            JsonNode page =
                    gateway.get("/images?limit=2" + (next.isEmpty() ? "" : "&after=" + next))
                            .json();
            seen += page.get("items").size();
            assertThat(page.get("items").size()).isLessThanOrEqualTo(2);
            next = page.get("next").asString("");
        } while (!next.isEmpty());
        assertThat(seen).isEqualTo(gateway.get("/images").json().get("items").size());
        assertThat(seen).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        assertProblem(gateway.get("/images?limit=0"), 400, "limit");
        assertProblem(gateway.get("/images?limit=many"), 400, "limit");
        assertProblem(gateway.get("/images?pool=none"), 404, "pool");
    }

    @Test
    void shrinkingMustBeAskedFor() {
        gateway.post("/images", "{\"name\":\"shrink\",\"size\":\"20MiB\"}");
        assertProblem(
                gateway.patch("/images/rbd/shrink", "{\"size\":\"10MiB\"}"), 400, "allowShrink");
        Answer shrunk =
                gateway.patch("/images/rbd/shrink", "{\"size\":\"10MiB\",\"allowShrink\":true}");
        assertThat(shrunk.status()).as(shrunk.toString()).isEqualTo(200);
        assertThat(shrunk.json().get("sizeBytes").asLong()).isEqualTo(10 << 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"size\":\"1GiB\"} | name",
                "{\"name\":\"x\"} | size",
                "{\"name\":\"x\",\"size\":\"1GB\"} | size",
                "{\"name\":\"x\",\"size\":\"much\"} | size",
                "{\"name\":\"x\",\"size\":-1} | size",
                "{\"name\":\"x\",\"size\":0} | size",
                "{\"name\":\"x\",\"size\":1000} | size",
                "{\"name\":\"x\",\"size\":1.5} | size",
                "{\"name\":\"x\",\"size\":true} | size",
                "{\"name\":\"x\",\"size\":{}} | size",
                "{\"name\":\"x\",\"size\":[1]} | size",
                "{\"name\":\"x\",\"size\":99999999999999999999999} | size",
                "{\"name\":5,\"size\":\"1GiB\"} | name",
                "{\"name\":\"a/b\",\"size\":\"1GiB\"} | name",
                "{\"name\":\"a@b\",\"size\":\"1GiB\"} | name",
                "{\"name\":\"\",\"size\":\"1GiB\"} | name",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"objectSize\":\"3MiB\"} | objectSize",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"objectSize\":\"64MiB\"} | objectSize",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"objectSize\":512} | objectSize",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"stripeUnit\":\"64KiB\"} | stripeCount",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"stripeCount\":2} | stripeUnit",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"stripeUnit\":\"3MiB\",\"stripeCount\":2} | stripeUnit",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"stripeUnit\":\"1MiB\",\"stripeCount\":0} | stripeCount",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"stripeCount\":\"2\"} | stripeCount",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"features\":[\"magic\"]} | features",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"features\":\"layering\"} | features",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"features\":[null]} | features[0]",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"features\":[\"object-map\"]} | features",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"format\":3} | format",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"format\":1,\"features\":[\"layering\"]} | features",
                "{\"name\":\"x\",\"from\":\"rbd/a\"} | from",
                "{\"name\":\"x\",\"size\":\"1GiB\",\"colour\":\"red\"} | colour"
            })
    void aWrongFieldIsNamed(String body, String field) {
        assertProblem(gateway.post("/images", body), 400, field);
    }

    @Test
    void aPoolThatIsNotThereIsNamed() {
        assertProblem(
                gateway.post("/images", "{\"pool\":\"none\",\"name\":\"x\",\"size\":\"1GiB\"}"),
                404,
                "pool");
    }

    private static void assertProblem(Answer answer, int status, String field) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.field()).as(answer.toString()).isEqualTo(field);
        assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo(field);
        assertThat(answer.detail()).isNotEmpty();
    }
}
