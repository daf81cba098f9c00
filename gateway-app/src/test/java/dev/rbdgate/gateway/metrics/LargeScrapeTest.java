package dev.rbdgate.gateway.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.config.ImageReference;
import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.gateway.traffic.Traffic;
import dev.rbdgate.gateway.traffic.TrafficSnapshot;
import dev.rbdgate.iscsi.session.UnitUse;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.CommandMeter;
import dev.rbdgate.scsi.unit.UnitIdentity;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How large a scrape is, and how long it takes, with as many LUNs as have places, all in use. */
final class LargeScrapeTest {

    private static final Logger LOG = LoggerFactory.getLogger(LargeScrapeTest.class);

    private static final String HOST = "iqn.1993-08.org.debian:01:0123456789ab";
    private static final long NAA = 0x3000000000000000L;

    /** Of Prometheus, by default (scrape_timeout). */
    private static final Duration SCRAPE_LIMIT = Duration.ofSeconds(10);

    private static final int MAX_SERIES = 90_000;
    private static final int MAX_BYTES = 16 << 20;

    @Test
    void thousandsOfLunsInUseFitIntoAScrape() throws IOException {
        Traffic traffic = new Traffic();
        Mapping mapping = mapping();
        traffic.follow(() -> mapping);
        for (int i = 0; i < Traffic.MAX_UNITS; i++) {
            use(traffic, i);
        }
        scrape(traffic, mapping);
        long begin = System.nanoTime();
        String text = scrape(traffic, mapping);
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        long series = text.lines().filter(it -> !it.startsWith("#")).count();
        LOG.info(
                "{} LUNs: {} series, {} bytes, {} ms",
                Traffic.MAX_UNITS,
                series,
                text.length(),
                time.toMillis());
        assertThat(series).isLessThan(MAX_SERIES);
        assertThat(text.length()).isLessThan(MAX_BYTES);
        assertThat(time).isLessThan(SCRAPE_LIMIT);
        assertThat(text)
                .contains(
                        "rbdgate_lun_operations_total{image=\"rbd/volume-4095\",lun=\"0\",op=\"read\",target=\"%s\"} 1.0"
                                .formatted(target(4095)))
                .contains("rbdgate_lun_command_seconds_count{image=\"other\",lun=\"other\"");
        assertThat(text.lines().filter(it -> it.startsWith("rbdgate_lun_command_seconds_count")))
                .hasSize(3 * (Traffic.MAX_DETAILED + 1));
    }

    private static String target(int number) {
        return "iqn.2026-11.dev.rbdgate:pvc-0f4c5a52-7d5e-4b1e-9c3f-%012d".formatted(number);
    }

    private static void use(Traffic traffic, int number) {
        CommandMeter meter =
                traffic.unitReached(
                        new UnitUse(
                                number,
                                new Nexus(HOST, number, target(number), 1),
                                0,
                                new UnitIdentity(NAA | number, "serial", "image")));
        for (CommandKind kind :
                List.of(
                        CommandKind.READ,
                        CommandKind.WRITE,
                        CommandKind.FLUSH,
                        CommandKind.OTHER)) {
            meter.answered(kind, 4096, 1_000_000, ScsiStatus.GOOD, null);
        }
    }

    private static Mapping mapping() {
        SortedMap<String, TargetMapping> targets = new TreeMap<>();
        for (int i = 0; i < Traffic.MAX_UNITS; i++) {
            SortedMap<Integer, LunMapping> luns = new TreeMap<>();
            luns.put(
                    0,
                    new LunMapping(
                            0,
                            new ImageReference("rbd", "", "volume-" + i, "id", Optional.empty()),
                            "%016x".formatted(NAA | i),
                            "serial",
                            false,
                            512,
                            true,
                            false,
                            true));
            targets.put(
                    target(i),
                    new TargetMapping(
                            target(i), "", List.of(), Optional.empty(), luns, new TreeMap<>()));
        }
        return new Mapping(targets, Optional.empty());
    }

    private static String scrape(Traffic traffic, Mapping mapping) throws IOException {
        TrafficSnapshot snapshot = traffic.snapshot();
        List<MetricSnapshot> metrics = new ArrayList<>(TotalMetrics.of(snapshot));
        metrics.addAll(UnitMetrics.of(snapshot, mapping));
        metrics.addAll(InitiatorMetrics.of(snapshot, List.of()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(metrics));
        return out.toString(UTF_8);
    }
}
