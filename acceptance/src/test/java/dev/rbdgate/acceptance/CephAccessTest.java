package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A gateway on a cluster with keys, as a user that has {@code profile rbd} on two pools and nothing
 * else; the data is in an erasure-coded pool over three OSDs.
 */
@Tag("ceph")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set up before the tests
final class CephAccessTest {

    /** No OSD is frozen here. */
    private static final Duration READ_LEASE = Duration.ofSeconds(40);

    private static final int KILLED = 128 + 9;

    private CephLab lab;
    private Gateway gateway;

    @BeforeAll
    void start() {
        lab = new CephLab(new CephCluster.Shape(READ_LEASE, 3, "cephx"));
        lab.cluster().createErasureCodedPool("coded");
        lab.cluster()
                .createClient(
                        "gateway", "profile rbd", "profile rbd pool=rbd, profile rbd pool=coded");
        lab.cluster().createClient("stranger", "profile rbd", "profile rbd pool=bulk");
        gateway = restricted("restricted", "gateway").start();
    }

    private Gateway restricted(String directory, String user) {
        return lab.gateway(directory)
                .on(3261, 8081)
                .with("RBDGATE_CEPH_USER", user)
                .with("RBDGATE_CEPH_POOLS", "rbd,coded");
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        lab.close();
    }

    private String image(String name) {
        gateway.send(
                "POST",
                "/images",
                "{\"name\":\"%s\",\"size\":\"128MiB\",\"dataPool\":\"coded\"}".formatted(name));
        return CephLab.map(gateway, name, "rbd/" + name);
    }

    private Path exported(String image, String name) {
        Path file = lab.disk(name);
        lab.cluster().rbd("export", "--no-progress", image, file.toString());
        return file;
    }

    /** As another client of the image. */
    private void writeAtRandom(String image, String total) {
        lab.cluster()
                .rbd(
                        "bench",
                        "--io-type",
                        "write",
                        "--io-pattern",
                        "rand",
                        "--io-total",
                        total,
                        image);
    }

    @Test
    void dataInAnErasureCodedPoolIsTheSameToBothSides() {
        String url = image("coded");
        lab.write(lab.source(), url);
        assertThat(lab.cluster().rbd("info", "rbd/coded")).contains("data_pool: coded");
        lab.expectEqual(lab.source(), exported("rbd/coded", "coded-exported"));
        gateway.send("POST", "/images/rbd/coded/snapshots", "{\"name\":\"before\"}");
        writeAtRandom("rbd/coded", "4M");
        lab.expectEqual(exported("rbd/coded", "coded-benched"), lab.read(url, "coded-read"));
        lab.expectEqual(lab.source(), exported("rbd/coded@before", "coded-before"));
        assertThat(lab.cluster().rbd("object-map", "check", "--no-progress", "rbd/coded"))
                .doesNotContain("failed");
    }

    @Test
    void aCloneKeepsItsOwnDataInThePoolThatWasAskedFor() {
        String url = image("parent");
        lab.write(lab.source(), url);
        gateway.send("POST", "/images/rbd/parent/snapshots", "{\"name\":\"base\"}");
        String clone = "{\"name\":\"clone\",\"from\":\"rbd/parent@base\",\"dataPool\":\"coded\"}";
        assertThat(gateway.send("POST", "/images", clone).get("dataPool").asString())
                .isEqualTo("coded");
        // Asked again it is the same one, and not one with its data elsewhere.
        gateway.send("POST", "/images", clone);
        assertThat(lab.cluster().rbd("info", "rbd/clone"))
                .contains("data_pool: coded", "parent: rbd/parent@base");
        String cloneUrl = CephLab.map(gateway, "clone", "rbd/clone");
        lab.expectEqual(lab.source(), lab.read(cloneUrl, "clone-read"));
        writeAtRandom("rbd/clone", "1M");
        lab.expectEqual(exported("rbd/clone", "clone-exported"), lab.read(cloneUrl, "clone-after"));
        lab.expectEqual(lab.source(), exported("rbd/parent", "parent-exported"));
    }

    /** Taking an image from an owner that has died needs the right to blocklist it. */
    @Test
    void theProfileIsEnoughToTakeAnImageFromADeadOwner() {
        String url = image("orphan");
        assertThat(
                        lab.network()
                                .run(
                                        CephLab.SLOW,
                                        "timeout",
                                        "--signal=KILL",
                                        "4",
                                        "rbd",
                                        "-c",
                                        lab.cluster().conf().toString(),
                                        "bench",
                                        "--io-type",
                                        "write",
                                        "--io-total",
                                        "100G",
                                        "rbd/orphan")
                                .status())
                .isEqualTo(KILLED);
        assertThat(lab.cluster().rbd("lock", "ls", "rbd/orphan")).contains("client.");
        lab.write(lab.source(), url);
        lab.expectEqual(lab.source(), exported("rbd/orphan", "orphan-exported"));
    }

    @Test
    void aUserWithoutRightsOnThePoolIsToldSoAtTheStart() {
        Command.Result refused = restricted("stranger", "stranger").on(3262, 8082).startRefused();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("client.stranger", "profile rbd pool=");
    }

    @Test
    void aUserWithoutAKeyringIsToldSoAtTheStart() {
        Command.Result refused = restricted("nobody", "nobody").on(3262, 8082).startRefused();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains("client.nobody", "keyring");
    }
}
