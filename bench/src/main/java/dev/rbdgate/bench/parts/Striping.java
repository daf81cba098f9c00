package dev.rbdgate.bench.parts;

import dev.rbdgate.rbd.image.Striper;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Where a megabyte of an image lies: the objects of its pieces. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Striping {

    private static final long OBJECT_BYTES = 4 << 20;
    private static final long RANGE_BYTES = 1 << 20;
    private static final long IMAGE_BYTES = 1L << 40;

    /** An odd number of sectors, so that ranges begin anywhere. */
    private static final long STEP = 512 * 1_234_567L;

    /** Objects in a set; 1 is an image that is not striped. */
    @Param({"1", "8"})
    public long stripeCount;

    private long at;

    /** Time per range; the answer only keeps the compiler from leaving the work out. */
    @Benchmark
    public long pieces() {
        Striper striper =
                new Striper(OBJECT_BYTES, stripeCount == 1 ? OBJECT_BYTES : 65_536, stripeCount);
        at = (at + STEP) % (IMAGE_BYTES - RANGE_BYTES);
        long sum = 0;
        for (long offset = at; offset < at + RANGE_BYTES; offset += striper.run(offset)) {
            sum += striper.object(offset);
        }
        return sum;
    }
}
