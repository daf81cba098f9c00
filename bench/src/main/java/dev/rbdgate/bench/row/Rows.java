package dev.rbdgate.bench.row;

import static dev.rbdgate.bench.contestant.Kind.JSCSI;
import static dev.rbdgate.bench.contestant.Kind.LIBRBD;
import static dev.rbdgate.bench.contestant.Kind.RBDGATE;
import static dev.rbdgate.bench.contestant.Kind.RBDGATE_CHECKSUMS;
import static dev.rbdgate.bench.contestant.Kind.RBDGATE_RADOS;
import static dev.rbdgate.bench.contestant.Kind.TGT;
import static dev.rbdgate.bench.contestant.Kind.TGT_NULL;
import static dev.rbdgate.bench.contestant.Kind.TGT_RBD;

import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.Load.Units;
import java.util.List;
import java.util.stream.Stream;

/** All rows, in the order in which they run. */
public final class Rows {

    private static final List<Kind> WITH_FILE = List.of(RBDGATE, TGT);
    private static final List<Kind> WITH_NULL = List.of(RBDGATE, TGT, TGT_NULL);
    private static final List<Kind> ALL_LOCAL = List.of(RBDGATE, TGT, TGT_NULL, JSCSI);
    private static final List<Kind> RADOS = List.of(RBDGATE_RADOS, TGT_RBD, LIBRBD);

    private static final List<Kind> WITH_CHECKSUMS = List.of(RBDGATE, RBDGATE_CHECKSUMS);

    /** What checksums may leave of the speed. */
    private static final double LEAST_WITH_CHECKSUMS = 0.5;

    private static final int SESSIONS = 64;
    private static final int SCATTERED_WRITES = 10_000;
    private static final double FLUSH_LIMIT_MICROSECONDS = 5e6;

    private Rows() {}

    public static List<Row> all() {
        return Stream.of(throughput(), durability(), checksums(), growth(), rados())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Row> throughput() {
        return List.of(
                Comparison.of(
                        "read-4k",
                        "4 KiB random read, depth 32, 1 connection",
                        Load.random(100, 32),
                        ALL_LOCAL,
                        faster(TGT, 1.7),
                        faster(TGT_NULL, 0.80),
                        ratio(Metric.READ_P999, TGT, Bound.atMost(1.5)),
                        ratio(Metric.PROCESSOR_PER_OPERATION, TGT, Bound.atMost(1.2))),
                Comparison.of(
                        "write-4k",
                        "4 KiB random write, depth 32, 1 connection",
                        Load.random(0, 32),
                        ALL_LOCAL,
                        faster(TGT, 1.8),
                        faster(TGT_NULL, 0.60),
                        ratio(Metric.WRITE_P999, TGT, Bound.atMost(1.5))),
                Comparison.of(
                        "mixed-4k",
                        "4 KiB random, 70 % reads, depth 16, 4 connections on 4 LUNs",
                        Load.random(70, 16).on(Units.FOUR),
                        WITH_NULL,
                        faster(TGT, 1.6),
                        faster(TGT_NULL, 0.80)),
                Comparison.of(
                        "read-4k-depth-1",
                        "4 KiB random read, depth 1",
                        Load.random(100, 1),
                        WITH_NULL,
                        ratio(Metric.READ_MEDIAN, TGT, Bound.atMost(0.95))),
                Comparison.of(
                        "read-1m",
                        "1 MiB sequential read, depth 8",
                        Load.sequential(100, 8),
                        WITH_NULL,
                        wider(TGT, 1.0),
                        ratio(Metric.PROCESSOR_PER_BYTE, TGT, Bound.atMost(0.8))),
                Comparison.of(
                        "write-1m",
                        "1 MiB sequential write, depth 8",
                        Load.sequential(0, 8),
                        WITH_NULL,
                        wider(TGT, 1.15)),
                Comparison.of(
                        "read-1m-digests",
                        "1 MiB sequential read, depth 8, header and data digests",
                        Load.sequential(100, 8).withDigests(),
                        WITH_FILE,
                        wider(TGT, 1.2)),
                Comparison.of(
                        "write-1m-digests",
                        "1 MiB sequential write, depth 8, header and data digests",
                        Load.sequential(0, 8).withDigests(),
                        WITH_FILE,
                        wider(TGT, 1.2)));
    }

    private static List<Row> durability() {
        return List.of(
                flushed("flush-1", "each followed by SYNCHRONIZE CACHE", 1, 1),
                flushed("flush-32", "SYNCHRONIZE CACHE after every 32", 32, 32),
                flushed("flush-2000", "SYNCHRONIZE CACHE after every 2,000", 32, 2000),
                Comparison.of(
                        "write-fua",
                        "4 KiB random write with FUA, depth 1",
                        Load.random(0, 1).withFua(),
                        WITH_FILE,
                        faster(TGT, 0.9)),
                Comparison.of(
                        "flush-scattered",
                        "SYNCHRONIZE CACHE after 10,000 writes of 4 KiB scattered over 20 GiB",
                        Load.random(0, 32)
                                .on(Units.LARGE)
                                .count(SCATTERED_WRITES)
                                .flushEvery(SCATTERED_WRITES),
                        WITH_FILE,
                        ratio(Metric.FLUSH_MAX, TGT, Bound.atMost(1.5)),
                        new Goal.Figure(
                                Metric.FLUSH_MAX,
                                RBDGATE.label(),
                                Bound.atMost(FLUSH_LIMIT_MICROSECONDS))),
                new AfterSnapshot(
                        "snapshot-1m",
                        "1 MiB sequential overwrite after a snapshot",
                        Load.sequential(0, 8).count(1024),
                        0.45),
                new AfterSnapshot(
                        "snapshot-4k",
                        "4 KiB random overwrite after a snapshot",
                        Load.random(0, 32).count(30_000),
                        0.2));
    }

    private static Row flushed(String name, String how, int depth, int every) {
        return Comparison.of(
                name,
                "4 KiB random write at depth %d, %s".formatted(depth, how),
                Load.random(0, depth).flushEvery(every),
                WITH_FILE,
                faster(TGT, 0.9));
    }

    private static List<Row> checksums() {
        return List.of(
                checked("read-4k", "4 KiB random read, depth 32", Load.random(100, 32)),
                checked("write-4k", "4 KiB random write, depth 32", Load.random(0, 32)),
                checked("read-1m", "1 MiB sequential read, depth 8", Load.sequential(100, 8)),
                checked("write-1m", "1 MiB sequential write, depth 8", Load.sequential(0, 8)),
                checked(
                        "flush-32",
                        "4 KiB random write at depth 32, SYNCHRONIZE CACHE after every 32",
                        Load.random(0, 32).flushEvery(32)));
    }

    private static Row checked(String name, String title, Load load) {
        return Comparison.of(
                "checksums-" + name,
                title + ", with checksums and without",
                load,
                WITH_CHECKSUMS,
                new Goal.Ratio(
                        Metric.OPERATIONS_PER_SECOND,
                        RBDGATE_CHECKSUMS.label(),
                        RBDGATE.label(),
                        Bound.atLeast(LEAST_WITH_CHECKSUMS)));
    }

    private static List<Row> growth() {
        String one = "rbdgate, 1 session";
        String many = "rbdgate, 64 sessions";
        Load load = Load.random(100, 32);
        return List.of(
                new Comparison(
                        "sessions-64",
                        "4 KiB random read, depth 32 in each of 64 sessions against 1",
                        List.of(
                                new Entry(one, RBDGATE, load),
                                new Entry(many, RBDGATE, load.connections(SESSIONS))),
                        List.of(
                                new Goal.Ratio(
                                        Metric.OPERATIONS_PER_SECOND,
                                        many,
                                        one,
                                        Bound.atLeast(1.0))),
                        false),
                new StartTime(
                        "start", "start to first login accepted, 100 LUNs", 100, Bound.atMost(3)),
                new FirstSeconds(
                        "first-seconds",
                        "4 KiB random read, depth 32: the first 3 s after a start against steady",
                        load,
                        0.5),
                new ManyUnits("luns-4096", "growth to 4,096 LUNs on one target"),
                new Memory("memory", "resident memory of rbdgate", 300, 700));
    }

    private static List<Row> rados() {
        return List.of(
                rados("rados-read-4k", "4 KiB random read, depth 32", Load.random(100, 32), 1.5),
                rados("rados-write-4k", "4 KiB random write, depth 32", Load.random(0, 32), 1.5),
                rados(
                        "rados-read-1m",
                        "1 MiB sequential read, depth 8",
                        Load.sequential(100, 8),
                        1.2),
                rados(
                        "rados-write-1m",
                        "1 MiB sequential write, depth 8",
                        Load.sequential(0, 8),
                        1.2));
    }

    private static Row rados(String name, String title, Load load, double overTgt) {
        Metric metric = Metric.OPERATIONS_PER_SECOND;
        String ours = RBDGATE_RADOS.label();
        return Comparison.of(
                name,
                "Ceph: " + title,
                load,
                RADOS,
                new Goal.Ratio(metric, ours, TGT_RBD.label(), Bound.atLeast(overTgt)),
                new Goal.Ratio(metric, ours, LIBRBD.label(), Bound.atLeast(0.9)));
    }

    private static Goal faster(Kind peer, double least) {
        return ratio(Metric.OPERATIONS_PER_SECOND, peer, Bound.atLeast(least));
    }

    private static Goal wider(Kind peer, double least) {
        return ratio(Metric.BYTES_PER_SECOND, peer, Bound.atLeast(least));
    }

    private static Goal ratio(Metric metric, Kind peer, Bound bound) {
        return new Goal.Ratio(metric, RBDGATE.label(), peer.label(), bound);
    }
}
