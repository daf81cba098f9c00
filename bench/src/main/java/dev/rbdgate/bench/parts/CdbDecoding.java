package dev.rbdgate.bench.parts;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.command.CommandEntry;
import dev.rbdgate.scsi.command.CommandTable;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A CDB to its command. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CdbDecoding {

    /**
     * READ(10) and WRITE(16) of eight blocks, and READ CAPACITY(16), which has a service action.
     */
    @Param({
        "28000001e24000000800000000000000",
        "8a00000000000001e240000000080000",
        "9e100000000000000000000000200000"
    })
    public String cdb = "";

    private byte[] bytes = {};

    @Setup
    public void prepare() {
        bytes = HexFormat.of().parseHex(cdb);
    }

    /** Time per CDB. */
    @Benchmark
    public Object decode() {
        Cdb wrapped = new Cdb(bytes);
        CommandEntry entry = Objects.requireNonNull(CommandTable.find(wrapped));
        return entry.decode(wrapped);
    }
}
