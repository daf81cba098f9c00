package dev.rbdgate.gateway.metrics;

import dev.rbdgate.block.Latency;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The series of one name, while they are gathered. */
sealed interface Family {

    double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    MetricSnapshot snapshot();

    /** A number that only grows; {@code _total} is added to its name. */
    static MetricSnapshot total(String name, String help, long value) {
        Counter counter = new Counter(name, help);
        counter.add(Labels.EMPTY, value);
        return counter.snapshot();
    }

    /** A time that only grows; {@code _total} is added to its name. */
    static MetricSnapshot seconds(String name, String help, long nanos) {
        Counter counter = new Counter(name, help);
        counter.add(Labels.EMPTY, nanos / NANOS_PER_SECOND);
        return counter.snapshot();
    }

    /** A number as of now. */
    static MetricSnapshot value(String name, String help, long value) {
        Gauge gauge = new Gauge(name, help);
        gauge.add(Labels.EMPTY, value);
        return gauge.snapshot();
    }

    /** Numbers that only grow. */
    record Counter(String name, String help, List<CounterDataPointSnapshot> points)
            implements Family {

        Counter(String name, String help) {
            this(name, help, new ArrayList<>());
        }

        void add(Labels labels, long value) {
            add(labels, (double) value);
        }

        void add(Labels labels, double value) {
            points.add(new CounterDataPointSnapshot(value, labels, null, 0));
        }

        /** Leaves out a series that has not begun. */
        void addIfAny(Labels labels, long value) {
            if (value > 0) {
                add(labels, value);
            }
        }

        @Override
        public MetricSnapshot snapshot() {
            return new CounterSnapshot(new MetricMetadata(name, help), points);
        }
    }

    /** Numbers as of now. */
    record Gauge(String name, String help, List<GaugeDataPointSnapshot> points) implements Family {

        Gauge(String name, String help) {
            this(name, help, new ArrayList<>());
        }

        void add(Labels labels, long value) {
            points.add(new GaugeDataPointSnapshot((double) value, labels, null));
        }

        @Override
        public MetricSnapshot snapshot() {
            return new GaugeSnapshot(new MetricMetadata(name, help), points);
        }
    }

    /** Counts by time. */
    record Histogram(String name, String help, List<HistogramDataPointSnapshot> points)
            implements Family {

        private static final double[] BOUNDS = Latency.boundsSeconds();

        Histogram(String name, String help) {
            this(name, help, new ArrayList<>());
        }

        void add(Labels labels, long[] counts, double sum) {
            points.add(
                    HistogramDataPointSnapshot.builder()
                            .classicHistogramBuckets(
                                    ClassicHistogramBuckets.of(BOUNDS, toNumbers(counts)))
                            .sum(sum)
                            .labels(labels)
                            .build());
        }

        private static Number[] toNumbers(long[] counts) {
            Number[] numbers = new Number[counts.length];
            for (int i = 0; i < counts.length; i++) {
                numbers[i] = counts[i];
            }
            return numbers;
        }

        @Override
        public MetricSnapshot snapshot() {
            return new HistogramSnapshot(new MetricMetadata(name, help), points);
        }
    }
}
