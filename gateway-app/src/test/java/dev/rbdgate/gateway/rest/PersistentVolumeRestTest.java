package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** LUNs as persistent volumes of Kubernetes. */
final class PersistentVolumeRestTest {

    private static final String TARGET = "/targets/iqn.2026-11.dev.rbdgate:";

    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        gateway = RunningGateway.start(directory, "--volume=demo=64MiB", "--volume=my.db=32MiB");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aLunIsAVolumeAndItsClaim() {
        var answer =
                gateway.get(
                        TARGET
                                + "demo/luns/0/persistent-volume?portal=192.0.2.1:3260,192.0.2.2:3260&namespace=shop");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode list = answer.json();
        assertThat(list.path("kind").asString()).isEqualTo("List");
        JsonNode volume = list.at("/items/0");
        assertThat(volume.path("kind").asString()).isEqualTo("PersistentVolume");
        assertThat(volume.at("/metadata/name").asString()).isEqualTo("demo-0");
        assertThat(volume.at("/spec/capacity/storage").asString()).isEqualTo("67108864");
        assertThat(volume.at("/spec/iscsi/targetPortal").asString()).isEqualTo("192.0.2.1:3260");
        assertThat(volume.at("/spec/iscsi/portals/0").asString()).isEqualTo("192.0.2.2:3260");
        assertThat(volume.at("/spec/iscsi/iqn").asString())
                .isEqualTo("iqn.2026-11.dev.rbdgate:demo");
        assertThat(volume.at("/spec/iscsi/lun").asInt(-1)).isZero();
        assertThat(volume.at("/spec/iscsi/fsType").asString()).isEqualTo("ext4");
        assertThat(volume.at("/spec/iscsi/chapAuthSession").isMissingNode()).isTrue();
        assertThat(volume.at("/spec/persistentVolumeReclaimPolicy").asString()).isEqualTo("Retain");
        JsonNode claim = list.at("/items/1");
        assertThat(claim.path("kind").asString()).isEqualTo("PersistentVolumeClaim");
        assertThat(claim.at("/metadata/namespace").asString()).isEqualTo("shop");
        assertThat(claim.at("/spec/volumeName").asString()).isEqualTo("demo-0");
        assertThat(claim.at("/spec/storageClassName").asString("none")).isEmpty();
    }

    @Test
    void chapIsASecretThatTheVolumeNames() {
        var granted =
                gateway.post(
                        TARGET + "my.db/initiators",
                        "{\"initiator\":\"iqn.1993-08.org.debian:01:n\",\"chap\":{\"user\":\"n\",\"secret\":\"twelve-letters\"}}");
        assertThat(granted.status()).as(granted.text()).isEqualTo(201);
        var answer =
                gateway.get(
                        TARGET
                                + "my.db/luns/0/persistent-volume?portal=192.0.2.1:3260&fileSystem=block");
        JsonNode spec = answer.json().at("/items/0/spec");
        assertThat(spec.at("/iscsi/chapAuthSession").asBoolean(false)).isTrue();
        assertThat(spec.at("/iscsi/secretRef/name").asString()).isEqualTo("my-db-0");
        assertThat(spec.at("/volumeMode").asString()).isEqualTo("Block");
        assertThat(spec.at("/iscsi/fsType").isMissingNode()).isTrue();
        assertThat(answer.text()).doesNotContain("twelve-letters");
    }

    @Test
    void whatCannotBeToldIsAskedFor() {
        var unknown = gateway.get(TARGET + "demo/luns/0/persistent-volume");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.field()).isEqualTo("portal");
        String known = TARGET + "demo/luns/0/persistent-volume?portal=192.0.2.1:3260";
        assertThat(gateway.get(known + "&name=Bad_Name").field()).isEqualTo("name");
        assertThat(gateway.get(known + "&namespace=Bad_Name").field()).isEqualTo("namespace");
        assertThat(gateway.get(TARGET + "demo/luns/0/persistent-volume?portal=nowhere").field())
                .isEqualTo("portal");
        assertThat(
                        gateway.get(TARGET + "demo/luns/9/persistent-volume?portal=192.0.2.1:3260")
                                .status())
                .isEqualTo(404);
    }
}
