package dev.rbdgate.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.TinyInitiator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running gateway tells Prometheus. */
final class ScrapeTest {

    private static final String INITIATOR = "iqn.1993-08.org.debian:01:scraped";
    private static final String TARGET = "iqn.2026-11.dev.rbdgate:scraped";

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
        gateway.post("/images", "{\"name\":\"scraped\",\"size\":\"16MiB\"}");
        gateway.post("/targets", "{\"iqn\":\"" + TARGET + "\"}");
        gateway.post("/targets/" + TARGET + "/luns", "{\"image\":\"rbd/scraped\"}");
        gateway.post("/targets/" + TARGET + "/initiators", "{\"initiator\":\"" + INITIATOR + "\"}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String scrape() {
        return gateway.send(gateway.token(), "GET", "/actuator/prometheus", null).text();
    }

    private static double value(String series) {
        return scrape().lines()
                .filter(it -> it.startsWith(series + " "))
                .mapToDouble(it -> Double.parseDouble(it.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    void commandsAppearByLunByInitiatorAndInTotal() throws IOException {
        try (TinyInitiator session = TinyInitiator.login(gateway.portal(), INITIATOR, TARGET)) {
            session.write(0, 0, new byte[8192]);
            assertThat(session.read(0, 0, 8192)).hasSize(8192);
            String lun = "image=\"rbd/scraped\",lun=\"0\",op=\"%s\",target=\"" + TARGET + "\"}";
            String initiator =
                    "initiator=\"" + INITIATOR + "\",op=\"%s\",target=\"" + TARGET + "\"}";
            for (String op : new String[] {"read", "write"}) {
                assertThat(value("rbdgate_lun_bytes_total{" + lun.formatted(op))).isEqualTo(8192);
                assertThat(value("rbdgate_lun_operations_total{" + lun.formatted(op)))
                        .isGreaterThanOrEqualTo(1);
                assertThat(value("rbdgate_initiator_bytes_total{" + initiator.formatted(op)))
                        .isEqualTo(8192);
                assertThat(value("rbdgate_command_bytes_total{op=\"" + op + "\"}")).isEqualTo(8192);
                assertThat(value("rbdgate_lun_command_seconds_count{" + lun.formatted(op)))
                        .isEqualTo(value("rbdgate_lun_operations_total{" + lun.formatted(op)));
            }
            assertThat(
                            value(
                                    "rbdgate_initiator_sessions{initiator=\"%s\",target=\"%s\"}"
                                            .formatted(INITIATOR, TARGET)))
                    .isOne();
            assertThat(value("rbdgate_command_errors_total{sense_key=\"unit_attention\"}"))
                    .isGreaterThanOrEqualTo(1);
            assertThat(value("rbdgate_logins_total")).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void refusedLoginsAppearByReason() {
        String series = "rbdgate_logins_refused_total{reason=\"not_found\"}";
        double before = value(series);
        assertThatThrownBy(
                        () -> TinyInitiator.login(gateway.portal(), INITIATOR, TARGET + ".other"))
                .isInstanceOf(IOException.class);
        assertThat(value(series)).isEqualTo(before + 1);
    }

    @Test
    void storeBuffersAndTheJvmAreThere() {
        assertThat(scrape())
                .contains("rbdgate_store_total_bytes", "rbdgate_buffer_bytes", "rbdgate_luns 1.0")
                .contains("jvm_memory_used_bytes", "jvm_gc_", "jvm_threads_live_threads")
                .contains("jvm_buffer_memory_used_bytes{id=\"direct\"}", "process_cpu");
    }

    @Test
    void ourNamesSayTheirUnits() {
        assertThat(scrape().lines().filter(it -> it.startsWith("# TYPE rbdgate_")))
                .isNotEmpty()
                .allSatisfy(line -> {
                    String[] words = line.split(" ", -1);
                    assertThat(words[2]).isEqualTo(words[2].toLowerCase(Locale.ROOT));
                    assertThat(words[2]).doesNotContain("millis", "micros", "_ms", "kib", "mib");
                    if (words[3].equals("counter")) {
                        assertThat(words[2]).endsWith("_total");
                    }
                });
    }
}
