package dev.rbdgate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FioLoadTest {

    @Test
    void figuresOfTheWrittenSideAreTakenForALoadThatWrites() {
        JsonNode job =
                JsonMapper.shared()
                        .readTree(
                                """
                                {"error":0,
                                 "read":{"total_ios":0},
                                 "write":{"total_ios":3000,"io_bytes":12288000,"runtime":3000,
                                  "iops":1000.0,"bw_bytes":4096000,
                                  "clat_ns":{"mean":1500,"max":9000,"percentile":
                                   {"50.000000":1000,"90.000000":2000,"99.000000":3000,
                                    "99.900000":4000}}}}
                                """);
        LoadResult result = FioLoad.parse(job, Load.random(0, 32), 1.5);
        assertThat(result.operationsPerSecond()).isEqualTo(1000);
        assertThat(result.write()).isEqualTo(new Latency(3000, 1.5, 1, 2, 3, 4, 9));
        assertThat(result.read()).isEqualTo(Latency.NONE);
        assertThat(result.serverProcessorSeconds()).hasValue(1.5);
    }

    @Test
    void aMixedLoadCountsBothSides() {
        JsonNode job =
                JsonMapper.shared()
                        .readTree(
                                """
                                {"error":0,
                                 "read":{"total_ios":2100,"io_bytes":2000,"runtime":3000,
                                  "iops":700.0,"bw_bytes":600},
                                 "write":{"total_ios":900,"io_bytes":1000,"runtime":2990,
                                  "iops":300.0,"bw_bytes":300}}
                                """);
        LoadResult result = FioLoad.parse(job, Load.random(70, 8), 1.5);
        assertThat(result.operationsPerSecond()).isEqualTo(1000);
        assertThat(result.allOperations()).isEqualTo(3000);
        assertThat(result.allBytes()).isEqualTo(3000);
        assertThat(result.seconds()).isEqualTo(3);
        assertThat(result.read()).isEqualTo(Latency.NONE);
        assertThat(result.write()).isEqualTo(Latency.NONE);
    }
}
