package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One image, used by the gateway and by other clients of the cluster at the same time. */
@Tag("ceph")
@Execution(ExecutionMode.SAME_THREAD) // they share one cluster
@ExtendWith(CephLab.Extension.class)
final class CephSharingTest {

    private static void image(CephLab lab, String name) {
        lab.gateway()
                .send("POST", "/images", "{\"name\":\"%s\",\"size\":\"128MiB\"}".formatted(name));
    }

    private static void snapshot(CephLab lab, String image, String name) {
        lab.gateway()
                .send(
                        "POST",
                        "/images/rbd/%s/snapshots".formatted(image),
                        "{\"name\":\"%s\"}".formatted(name));
    }

    /** Writes through the LUN from beginning to end, over and over, until it is told to stop. */
    private static CompletableFuture<Command.Result> load(CephLab lab, String url, int rounds) {
        return CompletableFuture.supplyAsync(
                () ->
                        lab.network()
                                .run(
                                        CephLab.SLOW,
                                        "qemu-img",
                                        "bench",
                                        "-w",
                                        "-c",
                                        String.valueOf(rounds),
                                        "-d",
                                        "16",
                                        "-s",
                                        "4096",
                                        "-f",
                                        "raw",
                                        "-t",
                                        "none",
                                        url),
                task -> Thread.ofPlatform().start(task));
    }

    @Test
    void rbdBenchTakesTheLockOfAnImageUnderLoadAndGivesItBack(CephLab lab) {
        image(lab, "contended");
        String url = lab.map("contended", "rbd/contended");
        CompletableFuture<Command.Result> load = load(lab, url, 20_000);
        String bench =
                lab.cluster()
                        .rbd(
                                "bench",
                                "--io-type",
                                "write",
                                "--io-size",
                                "4K",
                                "--io-total",
                                "2M",
                                "rbd/contended");
        assertThat(bench).contains("elapsed:");
        assertThat(load.join().ok()).contains("Run completed");
        assertThat(lab.cluster().rbd("object-map", "check", "--no-progress", "rbd/contended"))
                .doesNotContain("invalid");
    }

    @Test
    void rbdResizesAnImageInUseAndTheInitiatorSeesItAtOnce(CephLab lab) {
        image(lab, "resized");
        String url = lab.map("resized", "rbd/resized");
        lab.write(lab.source(), url);
        lab.cluster().rbd("resize", "--no-progress", "--size", "256M", "rbd/resized");
        assertThat(lab.network().run("iscsi-readcapacity16", url).ok())
                .contains("Total size:" + (256L << 20));
    }

    @Test
    void anImageRenamedByEitherSideGoesOnUnderItsNewName(CephLab lab) {
        image(lab, "before");
        String url = lab.map("renamed", "rbd/before");
        lab.write(lab.source(), url);
        lab.cluster().rbd("snap", "create", "--no-progress", "rbd/before@s");
        String snapshot = lab.map("renamed-snapshot", "rbd/before@s");
        CompletableFuture<Command.Result> load = load(lab, url, 10_000);
        lab.cluster().rbd("rename", "rbd/before", "rbd/between");
        assertThat(load.join().ok()).contains("Run completed");
        lab.gateway().awaitLog("lun.rename: rbd/between was rbd/before");
        assertThat(lab.gateway().get("/images/rbd/between").get("luns")).hasSize(1);

        lab.gateway().send("PATCH", "/images/rbd/between", "{\"name\":\"after\"}");
        lab.gateway().send("PATCH", "/images/rbd/after/snapshots/s", "{\"name\":\"t\"}");
        assertThat(lab.cluster().rbd("info", "rbd/after")).contains("size 128 MiB");
        assertThat(
                        lab.gateway()
                                .get("/targets/" + Gateway.IQN_PREFIX + "renamed-snapshot/luns/0")
                                .get("image")
                                .asString())
                .isEqualTo("rbd/after@t");
        lab.expectEqual(lab.source(), lab.read(snapshot, "renamed-snapshot"));
        Path exported = lab.disk("renamed-exported");
        lab.cluster().rbd("export", "--no-progress", "rbd/after", exported.toString());
        lab.expectEqual(exported, lab.read(url, "renamed"));
    }

    @Test
    void snapshotsTakenByEitherSideHoldWhatWasThere(CephLab lab) {
        image(lab, "snapped");
        String url = lab.map("snapped", "rbd/snapped");
        lab.write(lab.source(), url);
        lab.cluster().rbd("snap", "create", "--no-progress", "rbd/snapped@theirs");
        snapshot(lab, "snapped", "ours");
        load(lab, url, 4_000).join().ok();

        String theirs = lab.map("snapped-theirs", "rbd/snapped@theirs");
        lab.expectEqual(lab.source(), lab.read(theirs, "snapped-theirs"));
        Path ours = lab.disk("snapped-ours");
        lab.cluster().rbd("export", "--no-progress", "rbd/snapped@ours", ours.toString());
        lab.expectEqual(lab.source(), ours);
        assertThat(lab.cluster().rbd("object-map", "check", "--no-progress", "rbd/snapped"))
                .doesNotContain("invalid");
        lab.cluster().rbd("snap", "rm", "--no-progress", "rbd/snapped@ours");
        assertThat(lab.gateway().get("/images/rbd/snapped").get("snapshots").toString())
                .isEqualTo("[\"theirs\"]");
    }

    @Test
    void clonesOfClonesGoBothWays(CephLab lab) {
        image(lab, "base");
        lab.write(lab.source(), lab.map("base", "rbd/base"));
        snapshot(lab, "base", "s");
        lab.cluster().rbd("clone", "rbd/base@s", "rbd/second");
        lab.cluster().rbd("snap", "create", "--no-progress", "rbd/second@s");
        lab.gateway().send("POST", "/images", "{\"name\":\"third\",\"from\":\"rbd/second@s\"}");
        String url = lab.map("third", "rbd/third");
        lab.expectEqual(lab.source(), lab.read(url, "third"));
        // A write into a block that the base has copies the object up; its rest stays.
        load(lab, url, 10).join().ok();
        Path read = lab.read(url, "third-written");
        Path exported = lab.disk("third-exported");
        lab.cluster().rbd("export", "--no-progress", "rbd/third", exported.toString());
        lab.expectEqual(read, exported);
        assertThat(lab.cluster().rbd("children", "rbd/second@s")).contains("rbd/third");
        assertThat(lab.cluster().rbd("info", "rbd/third"))
                .contains("parent: rbd/second@s", "overlap: 128 MiB");
        lab.cluster().rbd("flatten", "--no-progress", "rbd/third");
        assertThat(lab.gateway().get("/images/rbd/third").get("parent").isNull()).isTrue();
        lab.expectEqual(read, lab.read(url, "third-flat"));
    }

    @Test
    void krbdAndAnInitiatorUseTheSameImageInTurn(CephLab lab) {
        image(lab, "kernel");
        String url = lab.map("kernel", "rbd/kernel");
        lab.write(lab.source(), url);
        String sums;
        try (Guest guest = new Guest(lab.network(), "iqn.2026-11.test:krbd", lab.directory())) {
            sums =
                    guest.run(
                                    CephLab.SLOW,
                                    """
                                    set -e
                                    modprobe rbd
                                    echo "%s:%d name=admin rbd kernel -" >/sys/bus/rbd/add_single_major
                                    for attempt in $(seq 100); do [ -b /dev/rbd0 ] && break; sleep 0.1; done
                                    sha256sum </dev/rbd0
                                    dd if=/dev/urandom of=/dev/rbd0 bs=1M count=16 seek=32 oflag=direct status=none
                                    echo 3 >/proc/sys/vm/drop_caches
                                    sha256sum </dev/rbd0
                                    echo 0 >/sys/bus/rbd/remove_single_major
                                    """
                                            .formatted(Network.ADDRESS, CephCluster.LEGACY_PORT))
                            .ok();
        }
        assertThat(sums.lines())
                .containsExactly(sum(lab, lab.source()), sum(lab, lab.read(url, "kernel")));
        lab.write(lab.source(), url);
        Path exported = lab.disk("kernel-exported");
        lab.cluster().rbd("export", "--no-progress", "rbd/kernel", exported.toString());
        lab.expectEqual(lab.source(), exported);
    }

    /** As {@code sha256sum} prints it of its input. */
    private static String sum(CephLab lab, Path file) {
        return lab.network().run("bash", "-c", "sha256sum <" + file).ok().strip();
    }

    @Test
    void noDataIsCalledUnallocatedWhileAnotherClientHasTheLock(CephLab lab) {
        image(lab, "held");
        String url = lab.map("held", "rbd/held");
        // The bench writes whole objects that our object map, if it were believed, does not have.
        lab.cluster()
                .rbd(
                        List.of(
                                        "bench",
                                        "--io-type",
                                        "write",
                                        "--io-size",
                                        "4M",
                                        "--io-total",
                                        "64M",
                                        "--io-pattern",
                                        "seq",
                                        "rbd/held")
                                .toArray(String[]::new));
        Path exported = lab.disk("held-exported");
        lab.cluster().rbd("export", "--no-progress", "rbd/held", exported.toString());
        // qemu-img convert skips what GET LBA STATUS calls deallocated.
        lab.expectEqual(exported, lab.read(url, "held"));
    }
}
