package dev.rbdgate.bench.load;

import dev.rbdgate.bench.lab.Command;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.ProcessUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** fio on librbd: what an image gives without iSCSI between. */
public final class FioLoad {

    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final double NANOSECONDS_PER_MICROSECOND = 1e3;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path configuration;
    private final String pool;
    private final String image;

    /**
     * @param configuration the cluster's ceph.conf
     */
    public FioLoad(Path configuration, String pool, String image) {
        this.configuration = configuration;
        this.pool = pool;
        this.image = image;
    }

    /** Writes all of the image. */
    public void prefill() {
        var _ = run(List.of("--rw=write", "--bs=1M", "--iodepth=8"), GRACE, "prefill of " + image);
    }

    /**
     * Runs a load. Of a mixed one the latencies are left out.
     *
     * @throws LoadFailedException if fio reports an error
     */
    public LoadResult run(Load load, Timing timing) {
        List<String> arguments =
                List.of(
                        "--rw=" + kind(load),
                        "--rwmixread=" + load.readPercent(),
                        "--bs=" + load.blockBytes(),
                        "--iodepth=" + load.depth(),
                        "--time_based",
                        "--runtime=%dms".formatted(Math.round(timing.seconds() * 1000)),
                        "--randseed=" + timing.seed());
        Duration limit = GRACE.plusMillis((long) (timing.seconds() * 1000));
        ProcessUsage self = new ProcessUsage(ProcessHandle.current().pid());
        double before = self.endedChildrenSeconds();
        JsonNode job = run(arguments, limit, "load");
        // fio's own figure leaves out librbd's threads.
        return parse(job, load, self.endedChildrenSeconds() - before);
    }

    private static String kind(Load load) {
        boolean random = load.pattern() == Load.Pattern.RANDOM;
        return switch (load.readPercent()) {
            case 100 -> random ? "randread" : "read";
            case 0 -> random ? "randwrite" : "write";
            default -> random ? "randrw" : "rw";
        };
    }

    private JsonNode run(List<String> arguments, Duration limit, String what) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "fio",
                                "--name=librbd",
                                "--ioengine=rbd",
                                "--clientname=admin",
                                "--pool=" + pool,
                                "--rbdname=" + image,
                                "--direct=1",
                                "--output-format=json"));
        command.addAll(arguments);
        Command.Result result =
                Command.run(limit, Map.of("CEPH_CONF", configuration.toString()), command);
        // Notes of fio may stand before the JSON.
        int begin = result.output().indexOf('{');
        if (result.status() != 0 || begin < 0) {
            throw new LoadFailedException("fio, %s: %s".formatted(what, result.errors()));
        }
        try {
            JsonNode job = JSON.readTree(result.output().substring(begin)).path("jobs").path(0);
            if (job.path("error").asInt(1) != 0) {
                throw new LoadFailedException(
                        "fio, %s: error %s".formatted(what, job.path("error")));
            }
            return job;
        } catch (JacksonException e) {
            throw new LabException("no JSON from fio", e);
        }
    }

    static LoadResult parse(JsonNode job, Load load, double processorSeconds) {
        JsonNode reads = job.path("read");
        JsonNode writes = job.path("write");
        long operations = sum(reads, writes, "total_ios");
        double seconds =
                Math.max(reads.path("runtime").asDouble(), writes.path("runtime").asDouble()) / 1e3;
        return new LoadResult(
                operations,
                seconds,
                reads.path("iops").asDouble() + writes.path("iops").asDouble(),
                sum(reads, writes, "bw_bytes"),
                load.readPercent() == 100 ? latency(reads) : Latency.NONE,
                load.readPercent() == 0 ? latency(writes) : Latency.NONE,
                Latency.NONE,
                operations,
                sum(reads, writes, "io_bytes"),
                0,
                0,
                OptionalDouble.of(processorSeconds),
                List.of());
    }

    private static long sum(JsonNode reads, JsonNode writes, String field) {
        return reads.path(field).asLong() + writes.path(field).asLong();
    }

    private static Latency latency(JsonNode side) {
        JsonNode clat = side.path("clat_ns");
        JsonNode percentile = clat.path("percentile");
        return new Latency(
                side.path("total_ios").asLong(),
                clat.path("mean").asDouble() / NANOSECONDS_PER_MICROSECOND,
                percentile.path("50.000000").asDouble() / NANOSECONDS_PER_MICROSECOND,
                percentile.path("90.000000").asDouble() / NANOSECONDS_PER_MICROSECOND,
                percentile.path("99.000000").asDouble() / NANOSECONDS_PER_MICROSECOND,
                percentile.path("99.900000").asDouble() / NANOSECONDS_PER_MICROSECOND,
                clat.path("max").asDouble() / NANOSECONDS_PER_MICROSECOND);
    }
}
