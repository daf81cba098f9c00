package dev.rbdgate.gateway.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.config.MappingStore;
import dev.rbdgate.config.SecretKeys;
import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.TinyInitiator;
import dev.rbdgate.gateway.wiring.Failures;
import dev.rbdgate.rbd.image.CloneSpec;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.rbd.image.WorkRecord;
import dev.rbdgate.rbd.image.WorkRecords;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.store.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class RestartTest {

    private static final String IQN = "iqn.2026-11.dev.rbdgate:demo";
    private static final String INITIATOR = "iqn.1993-08.org.debian:01:abc";

    @TempDir Path directory;

    @Test
    void aVolumeIsMadeOnceAndFoundAgain() throws Exception {
        JsonNode before;
        try (RunningGateway gateway = start("--volume", "demo=64MiB")) {
            before = gateway.get("/targets/" + IQN).json();
            assertThat(before.get("luns").get(0).get("image").asString()).isEqualTo("rbd/demo");
            assertThat(before.get("initiators").toString()).isEqualTo("[\"*\"]");
            assertThat(
                            gateway.get("/targets/" + IQN + "/initiators/*")
                                    .json()
                                    .get("addresses")
                                    .toString())
                    .isEqualTo("[\"127.0.0.0/8\",\"::1/128\"]");
            try (TinyInitiator session = TinyInitiator.login(gateway.portal(), INITIATOR, IQN)) {
                assertThat(session.reportLuns()).containsExactly(0);
            }
        }
        try (RunningGateway gateway = start("--volume", "demo=64MiB")) {
            assertThat(gateway.get("/targets/" + IQN).json()).isEqualTo(before);
            try (TinyInitiator session = TinyInitiator.login(gateway.portal(), INITIATOR, IQN)) {
                assertThat(session.reportLuns()).containsExactly(0);
            }
        }
        try (RunningGateway gateway = start()) {
            assertThat(gateway.get("/targets/" + IQN).json()).isEqualTo(before);
        }
    }

    /** What a crash leaves: the record that was made before the work began, and no end. */
    @Test
    void longWorkThatWasCutShortGoesOn() throws Exception {
        start().close();
        String owner = Files.readString(directory.resolve("data/gateway.id")).strip();
        behindTheGateway(images -> {
            ImageInfo base = images.create(spec("base")).join();
            ImageInfo old = images.create(spec("old")).join();
            images.snapshots().create(base.name(), "s").join();
            ImageInfo clone =
                    images.clones()
                            .create(CloneSpec.of(base.name(), "s", spec("clone").name()))
                            .join();
            WorkRecords records = images.work(owner);
            records.put(record(1, "image.delete", Map.of("image", "rbd/old", "id", old.id())))
                    .join();
            records.put(record(2, "image.flatten", Map.of("image", "rbd/clone", "id", clone.id())))
                    .join();
            records.put(record(3, "image.copy", copy(base, "rbdgate-copy-1", "copy"))).join();
            records.put(record(4, "image.delete", Map.of("image", "rbd/base", "id", "another")))
                    .join();
            records.put(record(5, "image.delete", Map.of("image", "rbd/gone", "id", "gone")))
                    .join();
            Snapshot dropped = images.snapshots().create(base.name(), "dropped").join();
            Snapshot kept = images.snapshots().create(base.name(), "kept").join();
            records.put(record(6, "snapshot.delete", snapshot(base, "dropped", dropped.id())))
                    .join();
            // What it was to delete is gone, and another one has its name.
            records.put(record(7, "snapshot.delete", snapshot(base, "kept", kept.id() + 100)))
                    .join();
            ImageInfo thrown = images.create(spec("thrown")).join();
            images.trash().move(thrown.name(), Duration.ZERO).join();
            records.put(record(8, "trash.remove", trashed(thrown.id()))).join();
            records.put(record(9, "trash.remove", trashed("gone"))).join();
            records.put(
                            record(
                                    10,
                                    "object-map.rebuild",
                                    Map.of("image", "rbd/base", "id", base.id())))
                    .join();
        });
        try (RunningGateway gateway = start()) {
            await().until(() -> gateway.get("/tasks?state=running").json().get("items").isEmpty());
            for (JsonNode task : gateway.get("/tasks").json().get("items")) {
                assertThat(task.get("state").asString()).as(task.toString()).isEqualTo("succeeded");
            }
            assertThat(gateway.get("/tasks").json().get("items")).hasSize(10);
            assertThat(gateway.get("/images/rbd/old").status()).isEqualTo(404);
            assertThat(gateway.get("/images/rbd/clone").json().get("parent").isNull()).isTrue();
            assertThat(gateway.get("/images/rbd/copy").json().get("parent").isNull()).isTrue();
            // Another image has the name by now.
            assertThat(gateway.get("/images/rbd/base").json().get("snapshots").toString())
                    .isEqualTo("[\"s\",\"kept\"]");
            assertThat(gateway.get("/trash?pool=rbd").json().get("items")).isEmpty();
        }
        try (RunningGateway gateway = start()) {
            assertThat(gateway.get("/tasks?state=succeeded").json().get("items")).hasSize(10);
        }
    }

    /** What a crash leaves of work that was to be cancelled. */
    @Test
    void longWorkThatWasCancelledIsNotTakenUp() throws Exception {
        start().close();
        String owner = Files.readString(directory.resolve("data/gateway.id")).strip();
        behindTheGateway(images -> {
            ImageInfo base = images.create(spec("base")).join();
            images.snapshots().create(base.name(), "s").join();
            images.snapshots().create(base.name(), "rbdgate-copy-1").join();
            ImageInfo clone =
                    images.clones()
                            .create(CloneSpec.of(base.name(), "s", spec("clone").name()))
                            .join();
            images.clones()
                    .create(CloneSpec.of(base.name(), "rbdgate-copy-1", spec("copy").name()))
                    .join();
            WorkRecords records = images.work(owner);
            records.put(
                            record(
                                            1,
                                            "image.flatten",
                                            Map.of("image", "rbd/clone", "id", clone.id()))
                                    .cancelling())
                    .join();
            records.put(record(2, "image.copy", copy(base, "rbdgate-copy-1", "copy")).cancelling())
                    .join();
            records.put(record(3, "image.copy", copy(base, "rbdgate-copy-2", "never")).cancelling())
                    .join();
        });
        try (RunningGateway gateway = start()) {
            await().until(() -> gateway.get("/tasks?state=running").json().get("items").isEmpty());
            for (JsonNode task : gateway.get("/tasks").json().get("items")) {
                assertThat(task.get("state").asString()).as(task.toString()).isEqualTo("cancelled");
            }
            assertThat(gateway.get("/tasks").json().get("items")).hasSize(3);
            assertThat(gateway.get("/images/rbd/clone").json().get("parent").isNull()).isFalse();
            assertThat(gateway.get("/images/rbd/copy").status()).isEqualTo(404);
            assertThat(gateway.get("/images/rbd/base").json().get("snapshots").toString())
                    .isEqualTo("[\"s\"]");
        }
        try (RunningGateway gateway = start()) {
            assertThat(gateway.get("/tasks?state=cancelled").json().get("items")).hasSize(3);
        }
    }

    /** What is recorded of work on an image, and what more that kind of work needs. */
    private static Map<String, String> on(ImageInfo image, Map<String, String> more) {
        Map<String, String> arguments = new HashMap<>(more);
        arguments.put("image", image.name().toString());
        arguments.put("id", image.id());
        return arguments;
    }

    private static Map<String, String> copy(ImageInfo of, String snapshot, String to) {
        return on(of, Map.of("snapshot", snapshot, "ownSnapshot", "true", "to", "rbd/" + to));
    }

    private static Map<String, String> snapshot(ImageInfo of, String snapshot, long id) {
        return on(of, Map.of("snapshot", snapshot, "snapshotId", Long.toString(id)));
    }

    private static Map<String, String> trashed(String id) {
        return Map.of("pool", "rbd", "namespace", "", "id", id, "name", "thrown", "force", "false");
    }

    private static ImageSpec spec(String name) {
        return ImageSpec.of(new ImageName("rbd", "", name), 16 << 20);
    }

    private static WorkRecord record(long number, String kind, Map<String, String> arguments) {
        return new WorkRecord(
                number,
                kind,
                "subject",
                "admin",
                Instant.EPOCH,
                arguments,
                false,
                Optional.empty());
    }

    @Test
    void aVolumeOfAnotherSizeNamesTheResizeCommand() throws Exception {
        start("--volume", "demo=64MiB").close();
        assertThatThrownBy(() -> start("--volume", "demo=128MiB"))
                .hasRootCauseInstanceOf(StartupException.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        StartupException.class,
                        it -> {
                            assertThat(it.exitCode()).isEqualTo(2);
                            assertThat(it.remedy())
                                    .contains("rbdgate image set rbd/demo --size 128MiB");
                        });
        // The failed start has let go of everything.
        start("--volume", "demo=64MiB").close();
    }

    @Test
    void aSecondGatewayOnTheSameDirectoryIsRefused() throws Exception {
        try (RunningGateway gateway = start()) {
            assertThat(gateway.get("/system").status()).isEqualTo(200);
            assertThatThrownBy(this::start)
                    .rootCause()
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("in use");
            assertThat(gateway.get("/system").status()).isEqualTo(200);
        }
    }

    @Test
    void aPortInUseNamesTheSetting() throws Exception {
        try (RunningGateway gateway = start()) {
            Path other = directory.resolve("other");
            assertThatThrownBy(() ->
                            RunningGateway.start(
                                    other, "--iscsi-port=" + gateway.portal().getPort()))
                    .isInstanceOfSatisfying(
                            Exception.class, it -> assertExplained(it, "RBDGATE_ISCSI_PORT"));
            assertThatThrownBy(
                            () -> RunningGateway.start(other, "--http-port=" + gateway.httpPort()))
                    .isInstanceOfSatisfying(
                            Exception.class, it -> assertExplained(it, "RBDGATE_HTTP_PORT"));
        }
    }

    private static void assertExplained(Exception failure, String setting) {
        assertThat(Failures.explain(failure))
                .hasValueSatisfying(it -> {
                    assertThat(it.remedy()).contains(setting);
                    assertThat(it.exitCode()).isEqualTo(1);
                });
    }

    @Test
    void aMissingImageKeepsItsLunNotReadyAndEverythingElseServes() throws Exception {
        try (RunningGateway gateway = start("--volume", "demo=64MiB", "--volume", "more=32MiB")) {
            assertThat(gateway.get("/system").json().get("health").asString()).isEqualTo("ok");
        }
        behindTheGateway(images -> images.delete(demo(), _ -> {}).join());
        try (RunningGateway gateway = start()) {
            JsonNode system = gateway.get("/system").json();
            assertThat(system.get("health").asString()).isEqualTo("degraded");
            JsonNode problem = system.get("problems").get(0);
            assertThat(problem.get("image").asString()).isEqualTo("rbd/demo");
            assertThat(problem.get("lun").asInt()).isZero();
            JsonNode lun = gateway.get("/targets/" + IQN + "/luns/0").json();
            assertThat(lun.get("state").asString()).isEqualTo("not-ready");
            assertThat(lun.get("sizeBytes").isNull()).isTrue();
            assertThat(
                            gateway.get("/targets/iqn.2026-11.dev.rbdgate:more/luns/0")
                                    .json()
                                    .get("state")
                                    .asString())
                    .isEqualTo("ready");
            try (TinyInitiator session = TinyInitiator.login(gateway.portal(), INITIATOR, IQN)) {
                assertThat(session.reportLuns()).containsExactly(0);
            }
            // Another image under the old name is another unit.
            gateway.post("/images", "{\"name\":\"demo\",\"size\":\"64MiB\"}");
            assertThat(
                            gateway.post(
                                            "/targets/" + IQN + "/luns",
                                            "{\"image\":\"rbd/demo\",\"lun\":0}")
                                    .status())
                    .isEqualTo(409);
        }
        try (RunningGateway gateway = start()) {
            assertThat(gateway.get("/targets/" + IQN + "/luns/0").json().get("problem").asString())
                    .contains("another one");
        }
    }

    @Test
    void whatWasRenamedMeanwhileIsFoundByItsId() throws Exception {
        JsonNode before;
        try (RunningGateway gateway = start("--volume", "demo=64MiB")) {
            gateway.post("/images/rbd/demo/snapshots", "{\"name\":\"s\"}");
            gateway.post("/targets/" + IQN + "/luns", "{\"image\":\"rbd/demo@s\",\"lun\":1}");
            before = gateway.get("/targets/" + IQN + "/luns").json().get("items");
        }
        behindTheGateway(images -> {
            images.settings().rename(demo(), "renamed").join();
            images.snapshots().rename(new ImageName("rbd", "", "renamed"), "s", "t").join();
            images.create(ImageSpec.of(demo(), 64 << 20)).join();
        });
        try (RunningGateway gateway = start()) {
            JsonNode after = gateway.get("/targets/" + IQN + "/luns").json().get("items");
            for (int lun = 0; lun < 2; lun++) {
                assertThat(after.get(lun).get("state").asString()).isEqualTo("ready");
                assertThat(after.get(lun).get("naa")).isEqualTo(before.get(lun).get("naa"));
            }
            assertThat(gateway.get("/images/rbd/renamed").json().get("luns")).hasSize(1);
            assertThat(gateway.get("/images/rbd/demo").json().get("luns")).isEmpty();
            await().untilAsserted(() ->
                    assertThat(gateway.get("/targets/" + IQN + "/luns").json().get("items"))
                            .extracting(lun -> lun.get("image").asString())
                            .containsExactly("rbd/renamed", "rbd/renamed@t"));
        }
    }

    @Test
    void everyChangeIsInTheAuditLogAndNoSecretIs() throws Exception {
        try (RunningGateway gateway = start("--volume", "demo=64MiB")) {
            gateway.post(
                    "/targets/" + IQN + "/initiators",
                    "{\"initiator\":\""
                            + INITIATOR
                            + "\",\"chap\":{\"user\":\"alice\",\"secret\":\"correct-horse-battery\"}}");
            gateway.patch("/images/rbd/demo", "{\"size\":\"128MiB\"}");
            gateway.delete("/targets/" + IQN + "/luns/0");
            gateway.delete("/targets/" + IQN);
            gateway.delete("/images/rbd/demo");
        }
        Path data = directory.resolve("data");
        try (MappingStore store =
                MappingStore.open(
                        data,
                        SecretKeys.open(
                                data.resolve("secret.key"),
                                Optional.empty(),
                                new SecureRandom()))) {
            var log = store.auditLog(100).reversed();
            assertThat(log)
                    .extracting("operation")
                    .containsExactly(
                            "image.create",
                            "target.create",
                            "lun.create",
                            "initiator.create",
                            "initiator.create",
                            "image.resize",
                            "lun.delete",
                            "target.delete",
                            "image.delete");
            assertThat(log).extracting("actor").contains("--volume", "admin");
            assertThat(log.toString()).doesNotContain("correct-horse");
        }
    }

    private static ImageName demo() {
        return new ImageName("rbd", "", "demo");
    }

    private void behindTheGateway(Consumer<Images> work) throws Exception {
        ObjectStore store =
                LocalObjectStore.open(
                        directory.resolve("data/store"), LocalStoreSettings.defaults());
        work.accept(new Images(store));
        store.close().join();
    }

    private RunningGateway start(String... more) throws Exception {
        return RunningGateway.start(directory.resolve("data"), more);
    }
}
