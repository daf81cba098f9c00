package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Images of every layout go both ways: made and written by one side, whole for the other, with the
 * same fields and a clean object map.
 */
@Tag("ceph")
@Execution(ExecutionMode.SAME_THREAD) // they share one cluster
@ExtendWith(CephLab.Extension.class)
final class CephRoundTripTest {

    private static final String ALL_FEATURES =
            "features: layering, exclusive-lock, object-map, fast-diff, deep-flatten";

    /** A layout, as REST and rbd take it, and what {@code rbd info} then says. */
    enum Layout {
        DEFAULT("", "", ALL_FEATURES),
        LAYERING_ONLY(
                "\"features\":[\"layering\"]", "--image-feature layering", "features: layering\n"),
        STRIPED(
                "\"objectSize\":\"1MiB\",\"stripeUnit\":\"64KiB\",\"stripeCount\":4",
                "--object-size 1M --stripe-unit 64K --stripe-count 4",
                "stripe unit: 64 KiB"),
        SMALL_OBJECTS("\"objectSize\":\"1MiB\"", "--object-size 1M", "order 20 (1 MiB objects)"),
        DATA_POOL("\"dataPool\":\"bulk\"", "--data-pool bulk", "data_pool: bulk"),
        NAMESPACE("\"namespace\":\"team\"", "", "format: 2"),
        FORMAT_1("\"format\":1", "--image-format 1", "format: 1");

        private final String fields;
        private final String options;
        private final String info;

        Layout(String fields, String options, String info) {
            this.fields = fields;
            this.options = options;
            this.info = info;
        }

        String image(String side) {
            return (this == NAMESPACE ? "rbd/team/" : "rbd/") + name(side);
        }

        String name(String side) {
            return (side + "-" + name()).toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void whatTheGatewayMadeAndAnInitiatorWroteRbdReads(Layout layout, CephLab lab) {
        if (layout == Layout.NAMESPACE) {
            lab.gateway().send("POST", "/namespaces", "{\"pool\":\"rbd\",\"name\":\"team\"}");
        }
        lab.gateway()
                .send(
                        "POST",
                        "/images",
                        "{\"name\":\"%s\",\"size\":\"128MiB\"%s%s}"
                                .formatted(
                                        layout.name("ours"),
                                        layout.fields.isEmpty() ? "" : ",",
                                        layout.fields));
        lab.write(lab.source(), lab.map(layout.name("ours"), layout.image("ours")));
        Path exported = lab.disk(layout.name("exported"));
        lab.cluster().rbd("export", "--no-progress", layout.image("ours"), exported.toString());
        lab.expectEqual(lab.source(), exported);
        assertThat(lab.cluster().rbd("info", layout.image("ours")))
                .contains("size 128 MiB", layout.info);
        expectCleanMap(lab, layout.image("ours"));
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void whatRbdMadeAndWroteAnInitiatorReadsAndOverwrites(Layout layout, CephLab lab) {
        if (layout == Layout.NAMESPACE) {
            lab.gateway().send("POST", "/namespaces", "{\"pool\":\"rbd\",\"name\":\"team\"}");
        }
        List<String> command = new ArrayList<>(List.of("import", "--no-progress"));
        if (!layout.options.isEmpty()) {
            command.addAll(List.of(layout.options.split(" ")));
        }
        command.add(lab.source().toString());
        command.add(layout.image("theirs"));
        lab.cluster().rbd(command.toArray(String[]::new));
        String url = lab.map(layout.name("theirs"), layout.image("theirs"));
        lab.expectEqual(lab.source(), lab.read(url, layout.name("read")));

        Path other = lab.disk("other");
        lab.network()
                .run(
                        CephLab.SLOW,
                        "bash",
                        "-c",
                        "[ -e %1$s ] || { head -c 30M /dev/urandom >%1$s && truncate -s %2$s %1$s; }"
                                .formatted(other, CephLab.SIZE))
                .ok();
        lab.write(other, url);
        Path exported = lab.disk(layout.name("overwritten"));
        lab.cluster().rbd("export", "--no-progress", layout.image("theirs"), exported.toString());
        lab.expectEqual(other, exported);
        expectCleanMap(lab, layout.image("theirs"));
    }

    private static void expectCleanMap(CephLab lab, String image) {
        if (lab.cluster().rbd("info", image).contains("object-map")) {
            assertThat(lab.cluster().rbd("object-map", "check", "--no-progress", image))
                    .doesNotContain("invalid", "mismatch");
            assertThat(lab.cluster().rbd("info", image)).doesNotContain("object map invalid");
        }
    }

    @Test
    void whatTheClusterIsAskedIsCountedByKind(CephLab lab) {
        lab.gateway().send("POST", "/images", "{\"name\":\"counted\",\"size\":\"128MiB\"}");
        String url = lab.map("counted", "rbd/counted");
        lab.write(lab.source(), url);
        lab.expectEqual(lab.source(), lab.read(url, "counted"));
        String metrics = lab.gateway().metrics();
        for (String operation : List.of("read", "write", "query", "watch", "cluster")) {
            assertThat(metrics)
                    .containsPattern(
                            "rbdgate_store_operation_seconds_count\\{op=\"%s\"} [1-9]"
                                    .formatted(operation));
        }
        assertThat(metrics)
                .contains("rbdgate_store_operation_errors_total{error=\"ENOENT\",op=\"query\"}")
                .doesNotContain("error=\"EIO\"", "error=\"other\"");
    }

    @Test
    void qemuWritesThroughLibrbdWhatAnInitiatorReads(CephLab lab) {
        lab.gateway().send("POST", "/images", "{\"name\":\"qemu\",\"size\":\"128MiB\"}");
        String url = lab.map("qemu", "rbd/qemu");
        lab.write(lab.source(), "rbd:rbd/qemu:conf=" + lab.cluster().conf());
        lab.expectEqual(lab.source(), lab.read(url, "qemu"));
    }
}
