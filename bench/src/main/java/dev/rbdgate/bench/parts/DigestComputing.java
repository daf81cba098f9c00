package dev.rbdgate.bench.parts;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The CRC32C of digests, over direct memory as payload is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DigestComputing {

    /** A header, a small data segment, a large one. */
    @Param({"48", "4096", "262144"})
    public int bytes;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer data = ByteBuffer.allocateDirect(0);

    @Setup
    public void prepare() {
        data = ByteBuffer.allocateDirect(bytes);
    }

    /** Time per digest. */
    @Benchmark
    public long digest() {
        crc.reset();
        crc.update(data.rewind());
        return crc.getValue();
    }
}
