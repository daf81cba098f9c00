package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Snapshots, clones and what else belongs to images. */
final class SnapshotRestTest {

    private static final Duration TASK_LIMIT = Duration.ofSeconds(30);

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

    private static void image(String name) {
        Answer created =
                gateway.post("/images", "{\"name\":\"%s\",\"size\":\"8MiB\"}".formatted(name));
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
    }

    private static Answer snapshot(String image, String name) {
        return gateway.post(
                "/images/rbd/%s/snapshots".formatted(image), "{\"name\":\"%s\"}".formatted(name));
    }

    /** Waits for the end of the task that an answer names. */
    private static String end(Answer begun) {
        assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
        String place = begun.header("Location").substring("/api/v1".length());
        Instant limit = Instant.now().plus(TASK_LIMIT);
        JsonNode task = gateway.get(place).json();
        while (task.get("state").asString().equals("running") && Instant.now().isBefore(limit)) {
            Thread.onSpinWait();
            task = gateway.get(place).json();
        }
        return task.get("state").asString() + task.path("error").asString("");
    }

    @Test
    void aSnapshotIsTakenShownRenamedProtectedAndDeleted() {
        image("a");
        Answer created = snapshot("a", "monday");
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/v1/images/rbd/a/snapshots/monday");
        assertThat(created.json().get("sizeBytes").asLong()).isEqualTo(8 << 20);
        assertThat(created.json().get("protected").asBoolean()).isFalse();
        assertThat(snapshot("a", "monday").status()).isEqualTo(200);
        assertThat(gateway.get("/images/rbd/a").json().get("snapshots").toString())
                .isEqualTo("[\"monday\"]");

        String place = "/images/rbd/a/snapshots/";
        Answer changed = gateway.patch(place + "monday", "{\"name\":\"first\",\"protected\":true}");
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(gateway.get(place + "monday").status()).isEqualTo(404);
        assertThat(gateway.get(place + "first").json().get("protected").asBoolean()).isTrue();
        assertThat(gateway.delete(place + "first").status()).isEqualTo(409);
        assertThat(gateway.delete("/images/rbd/a").status()).isEqualTo(409);

        gateway.patch(place + "first", "{\"protected\":false}");
        assertThat(gateway.delete(place + "first").status()).isEqualTo(204);
        assertThat(gateway.get("/images/rbd/a/snapshots").json().get("items")).isEmpty();
        assertThat(gateway.delete("/images/rbd/a").status()).isEqualTo(204);
    }

    @Test
    void aSnapshotIsMappedAsAUnitOfItsOwnThatIsReadOnly() {
        image("mapped");
        snapshot("mapped", "s");
        String iqn = "iqn.2026-11.dev.rbdgate:snaps";
        gateway.post("/targets", "{\"iqn\":\"%s\"}".formatted(iqn));
        assertThat(gateway.get("/images/rbd/mapped").json().get("lockOwner").isNull()).isTrue();
        Answer head = gateway.post("/targets/" + iqn + "/luns", "{\"image\":\"rbd/mapped\"}");
        assertThat(gateway.get("/images/rbd/mapped").json().get("lockOwner").asString())
                .startsWith("client.");
        assertThat(
                        gateway.get("/images/rbd/mapped/lock")
                                .json()
                                .get("owner")
                                .get("ours")
                                .asBoolean())
                .isTrue();
        assertThat(gateway.delete("/images/rbd/mapped/lock").status()).isEqualTo(409);
        Answer lun = gateway.post("/targets/" + iqn + "/luns", "{\"image\":\"rbd/mapped@s\"}");
        assertThat(lun.status()).as(lun.toString()).isEqualTo(201);
        assertThat(lun.json().get("readOnly").asBoolean()).isTrue();
        assertThat(lun.json().get("image").asString()).isEqualTo("rbd/mapped@s");
        assertThat(lun.json().get("naa").asString())
                .isNotEqualTo(head.json().get("naa").asString());
        assertThat(
                        gateway.post("/targets/" + iqn + "/luns", "{\"image\":\"rbd/mapped@s\"}")
                                .status())
                .isEqualTo(200);
        String number = lun.json().get("lun").asString();
        Answer writable =
                gateway.patch("/targets/" + iqn + "/luns/" + number, "{\"readOnly\":false}");
        assertThat(writable.status()).isEqualTo(400);
        assertThat(writable.field()).isEqualTo("readOnly");
        assertThat(gateway.delete("/images/rbd/mapped/snapshots/s").status()).isEqualTo(409);
        assertThat(
                        gateway.get("/images/rbd/mapped/snapshots/s")
                                .json()
                                .get("luns")
                                .get(0)
                                .get("target")
                                .asString())
                .isEqualTo(iqn);
        Answer renamed = gateway.patch("/images/rbd/mapped/snapshots/s", "{\"name\":\"t\"}");
        assertThat(renamed.status()).as(renamed.toString()).isEqualTo(200);
        JsonNode after = gateway.get("/targets/" + iqn + "/luns/" + number).json();
        assertThat(after.get("image").asString()).isEqualTo("rbd/mapped@t");
        assertThat(after.get("naa")).isEqualTo(lun.json().get("naa"));
        assertThat(gateway.patch("/images/rbd/mapped", "{\"name\":\"moved\"}").status())
                .isEqualTo(200);
        assertThat(gateway.get("/targets/" + iqn + "/luns/" + number).json().get("image"))
                .hasToString("\"rbd/moved@t\"");
        assertThat(gateway.get("/targets/" + iqn + "/luns/0").json().get("image"))
                .hasToString("\"rbd/moved\"");
        assertThat(gateway.delete("/images/rbd/moved/snapshots/t").status()).isEqualTo(409);
        Answer missing =
                gateway.post("/targets/" + iqn + "/luns", "{\"image\":\"rbd/moved@none\"}");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.field()).isEqualTo("image");
    }

    @Test
    void aCloneShowsItsParentUntilItIsFlattened() {
        image("parent");
        snapshot("parent", "s");
        String body = "{\"name\":\"kid\",\"from\":\"rbd/parent@s\"}";
        Answer clone = gateway.post("/images", body);
        assertThat(clone.status()).as(clone.toString()).isEqualTo(201);
        assertThat(clone.json().get("sizeBytes").asLong()).isEqualTo(8 << 20);
        assertThat(clone.json().get("parent").asString()).isEqualTo("rbd/parent@s");
        assertThat(gateway.post("/images", body).status()).isEqualTo(200);
        assertThat(gateway.post("/images", "{\"name\":\"kid\",\"size\":\"8MiB\"}").status())
                .isEqualTo(409);
        assertThat(gateway.get("/images/rbd/parent/children").json().get("items").toString())
                .isEqualTo("[{\"image\":\"rbd/kid\"}]");

        assertThat(end(gateway.post("/images/rbd/kid/flatten", "{}"))).isEqualTo("succeeded");
        assertThat(gateway.get("/images/rbd/kid").json().get("parent").isNull()).isTrue();
        assertThat(gateway.post("/images/rbd/kid/flatten", "{}").status()).isEqualTo(409);
        assertThat(gateway.get("/images/rbd/parent/children").json().get("items")).isEmpty();
    }

    @Test
    void aCloneOfNothingOrOfAnotherSizeNamesTheField() {
        image("base");
        snapshot("base", "s");
        assertThat(gateway.post("/images", "{\"name\":\"k\",\"from\":\"rbd/base\"}").field())
                .isEqualTo("from");
        Answer absent = gateway.post("/images", "{\"name\":\"k\",\"from\":\"rbd/base@t\"}");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.field()).isEqualTo("from");
        Answer larger =
                gateway.post(
                        "/images", "{\"name\":\"k\",\"from\":\"rbd/base@s\",\"size\":\"16MiB\"}");
        assertThat(larger.status()).isEqualTo(400);
        assertThat(larger.field()).isEqualTo("size");
    }

    @Test
    void rollbackIsATask() {
        image("rolled");
        snapshot("rolled", "s");
        gateway.patch("/images/rbd/rolled", "{\"size\":\"16MiB\"}");
        Answer begun = gateway.post("/images/rbd/rolled/snapshots/s/rollback", "{}");
        assertThat(end(begun)).isEqualTo("succeeded");
        assertThat(gateway.get("/images/rbd/rolled").json().get("sizeBytes").asLong())
                .isEqualTo(8 << 20);
    }

    @Test
    void anImageIsRenamedAndItsLunGoesOn() {
        image("old");
        Answer renamed = gateway.patch("/images/rbd/old", "{\"name\":\"new\"}");
        assertThat(renamed.status()).as(renamed.toString()).isEqualTo(200);
        assertThat(gateway.get("/images/rbd/old").status()).isEqualTo(404);
        image("old");
        assertThat(gateway.patch("/images/rbd/old", "{\"name\":\"new\"}").status()).isEqualTo(409);
        String iqn = "iqn.2026-11.dev.rbdgate:renamed";
        gateway.post("/targets", "{\"iqn\":\"%s\"}".formatted(iqn));
        Answer lun = gateway.post("/targets/" + iqn + "/luns", "{\"image\":\"rbd/old\",\"lun\":0}");
        Answer moved = gateway.patch("/images/rbd/old", "{\"name\":\"going-on\"}");
        assertThat(moved.status()).as(moved.toString()).isEqualTo(200);
        assertThat(moved.json().get("luns")).hasSize(1);
        JsonNode after = gateway.get("/targets/" + iqn + "/luns/0").json();
        assertThat(after.get("image").asString()).isEqualTo("rbd/going-on");
        assertThat(after.get("state").asString()).isEqualTo("ready");
        assertThat(after.get("serial")).isEqualTo(lun.json().get("serial"));
        assertThat(gateway.delete("/images/rbd/going-on").status()).isEqualTo(409);
    }

    @Test
    void aMappedImageOfFormat1KeepsItsName() {
        gateway.post("/images", "{\"name\":\"first\",\"size\":\"8MiB\",\"format\":1}");
        String iqn = "iqn.2026-11.dev.rbdgate:first";
        gateway.post("/targets", "{\"iqn\":\"%s\"}".formatted(iqn));
        gateway.post("/targets/" + iqn + "/luns", "{\"image\":\"rbd/first\",\"lun\":0}");
        assertThat(gateway.patch("/images/rbd/first", "{\"name\":\"second\"}").status())
                .isEqualTo(409);
    }

    @Test
    void featuresAreSwitched() {
        image("features");
        Answer off =
                gateway.patch(
                        "/images/rbd/features/features",
                        "{\"disable\":[\"fast-diff\",\"object-map\"]}");
        assertThat(off.status()).as(off.toString()).isEqualTo(200);
        assertThat(off.json().get("features").toString())
                .contains("exclusive-lock")
                .doesNotContain("object-map", "fast-diff");
        Answer on = gateway.patch("/images/rbd/features/features", "{\"enable\":[\"object-map\"]}");
        assertThat(on.json().get("features").toString()).contains("object-map");
        assertThat(
                        gateway.patch(
                                        "/images/rbd/features/features",
                                        "{\"enable\":[\"nonsense\"]}")
                                .field())
                .isEqualTo("enable");
        JsonNode map = gateway.get("/images/rbd/features/object-map").json();
        assertThat(map.get("objects").asLong()).isEqualTo(2);
        assertThat(map.get("states").toString())
                .isEqualTo("[{\"state\":\"nonexistent\",\"count\":2}]");
        assertThat(
                        gateway.post("/images/rbd/features/object-map/check", "{}")
                                .json()
                                .get("clean")
                                .asBoolean())
                .isTrue();
        assertThat(end(gateway.post("/images/rbd/features/object-map/rebuild", "{}")))
                .isEqualTo("succeeded");
    }

    @Test
    void metadataIsKeptByKey() {
        image("noted");
        String place = "/images/rbd/noted/metadata";
        assertThat(gateway.put(place + "/owner", "{\"value\":\"databases\"}").status())
                .isEqualTo(200);
        assertThat(gateway.get(place).json().get("items").toString())
                .isEqualTo("[{\"key\":\"owner\",\"value\":\"databases\"}]");
        assertThat(gateway.put(place + "/owner", "{}").field()).isEqualTo("value");
        assertThat(gateway.delete(place + "/owner").status()).isEqualTo(204);
        assertThat(gateway.get(place + "/owner").status()).isEqualTo(404);
    }

    @Test
    void theTrashKeepsAnImageUntilItIsRestoredOrRemoved() {
        image("thrown");
        Answer moved = gateway.post("/trash", "{\"image\":\"rbd/thrown\",\"deferment\":\"PT1H\"}");
        assertThat(moved.status()).as(moved.toString()).isEqualTo(201);
        String id = moved.json().get("id").asString();
        assertThat(gateway.get("/images/rbd/thrown").status()).isEqualTo(404);
        assertThat(gateway.get("/trash/" + id).json().get("name").asString()).isEqualTo("thrown");
        assertThat(gateway.delete("/trash/" + id).status()).isEqualTo(409);
        Answer restored = gateway.post("/trash/" + id + "/restore", "{\"name\":\"back\"}");
        assertThat(restored.status()).as(restored.toString()).isEqualTo(200);
        assertThat(gateway.get("/images/rbd/back").status()).isEqualTo(200);
        gateway.post("/trash", "{\"image\":\"rbd/back\"}");
        assertThat(gateway.delete("/trash/" + id).status()).isEqualTo(204);
        assertThat(gateway.get("/trash").json().get("items")).isEmpty();
        assertThat(
                        gateway.post("/trash", "{\"image\":\"rbd/none\",\"deferment\":\"soon\"}")
                                .field())
                .isEqualTo("deferment");
    }

    @Test
    void namespacesHoldImagesOfTheirOwn() {
        assertThat(
                        gateway.post(
                                        "/images",
                                        "{\"namespace\":\"none\",\"name\":\"a\",\"size\":512}")
                                .status())
                .isEqualTo(404);
        assertThat(gateway.post("/namespaces", "{\"name\":\"team\"}").status()).isEqualTo(201);
        assertThat(gateway.post("/namespaces", "{\"name\":\"team\"}").status()).isEqualTo(200);
        Answer image =
                gateway.post(
                        "/images", "{\"namespace\":\"team\",\"name\":\"x\",\"size\":\"1MiB\"}");
        assertThat(image.header("Location")).isEqualTo("/api/v1/images/rbd/x?namespace=team");
        Answer snapshot =
                gateway.post("/images/rbd/x/snapshots?namespace=team", "{\"name\":\"s\"}");
        assertThat(snapshot.header("Location"))
                .isEqualTo("/api/v1/images/rbd/x/snapshots/s?namespace=team");
        assertThat(gateway.delete("/namespaces/team").status()).isEqualTo(409);
        gateway.delete("/images/rbd/x/snapshots/s?namespace=team");
        gateway.delete("/images/rbd/x?namespace=team");
        assertThat(gateway.delete("/namespaces/team").status()).isEqualTo(204);
    }
}
