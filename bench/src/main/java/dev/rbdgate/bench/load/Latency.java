package dev.rbdgate.bench.load;

import tools.jackson.databind.JsonNode;

/**
 * Latencies of one kind of operation, in microseconds.
 *
 * @param count operations
 */
public record Latency(
        long count, double mean, double p50, double p90, double p99, double p999, double max) {

    public static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0, 0);

    static Latency parse(JsonNode json) {
        return new Latency(
                json.path("count").asLong(),
                json.path("mean").asDouble(),
                json.path("p50").asDouble(),
                json.path("p90").asDouble(),
                json.path("p99").asDouble(),
                json.path("p999").asDouble(),
                json.path("max").asDouble());
    }
}
